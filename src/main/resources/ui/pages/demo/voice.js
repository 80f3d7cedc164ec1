import { useEffect, useRef, useState } from '../../core/html.js';
import { locale } from '../../core/i18n.js';

const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;

export const canListen = Boolean(Recognition);
export const canSpeak = 'speechSynthesis' in window;

/** Speech recognition of the browser; `onText` receives each recognised sentence. */
export function useMicrophone(onText) {
  const [listening, setListening] = useState(false);
  const recognition = useRef(null);
  const toggle = () => {
    if (recognition.current) {
      recognition.current.stop();
      return;
    }
    const made = new Recognition();
    made.lang = locale();
    made.onresult = (event) => onText(event.results[event.resultIndex][0].transcript);
    made.onend = () => {
      recognition.current = null;
      setListening(false);
    };
    made.onerror = () => made.stop();
    recognition.current = made;
    made.start();
    setListening(true);
  };
  useEffect(() => () => recognition.current?.stop(), []);
  return { listening, toggle };
}

/** Speaks the agent's new words while `on`. */
export function useVoice(on, lines) {
  const spoken = useRef(0);
  const last = lines.at(-1)?.seq ?? 0;
  useEffect(() => {
    if (!canSpeak) return;
    const fresh = lines.filter((line) => line.kind === 'words' && line.own && line.seq > spoken.current);
    const first = spoken.current === 0;
    spoken.current = Math.max(spoken.current, last);
    if (on && !first) fresh.forEach((line) => speechSynthesis.speak(new SpeechSynthesisUtterance(line.text)));
  }, [last, on]);
  useEffect(() => () => canSpeak && speechSynthesis.cancel(), [on]);
}
