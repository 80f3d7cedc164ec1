#!/usr/bin/env bash
# Attacks the port of a manager with thousands of connections, and takes descriptors and memory away from it.
#
# usage: src/test/scripts/attack/door.sh [ATTACK ...]      all of them without a name
#   half_heads    7,000 connections with half a head of a request; is anybody else served, and for how long do they stay?
#   long_polls    6,500 requests that wait for events, all closed at once; how long is it until the next answer?
#   unread        300 readers of a transcript of 7 MB that do not read it
#   descriptors   300 clients at ulimit -n 256
#   memory        3,000 connections with 40 MB of memory and no -XX:+ExitOnOutOfMemoryError
#   MANAGER       options and jar for java; -jar target/joinly-manager.jar
#   PORT          18766
# Needs bash, python3 and descriptors for 8,000 connections (ulimit -Hn). Prints one line for each attack; status 1 if one
# has succeeded.
set -u
cd "$(dirname "$0")/../../../.." || exit 2
exec python3 - "$@" <<'PYTHON'
import http.client, json, os, resource, shlex, signal, socket, sqlite3, subprocess, sys, tempfile, time

PORT = int(os.environ.get("PORT", "18766"))
MANAGER = shlex.split(os.environ.get("MANAGER", "-jar " + os.path.abspath("target/joinly-manager.jar")))
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
failed = False


def line(name, held, text):
    global failed
    failed = failed or not held
    print("%-7s %-12s %s" % ("held" if held else "BROKEN", name, text), flush=True)


class Manager:
    def __init__(self, options=("-Xmx512m", "-XX:+ExitOnOutOfMemoryError"), descriptors=None, **settings):
        self.directory = tempfile.mkdtemp()
        self.database = self.directory + "/manager.db"
        self.options, self.descriptors, self.settings = list(options), descriptors, settings
        self.start()

    def start(self):
        command = ["java", *self.options, "--enable-native-access=ALL-UNNAMED", *MANAGER]
        if self.descriptors:
            command = ["bash", "-c", "ulimit -n %d; exec \"$@\"" % self.descriptors, "bash", *command]
        environment = dict(os.environ, SERVER_HOST="127.0.0.1", SERVER_PORT=str(PORT), STORE_PATH=self.database,
                           JOINLY_URL="http://127.0.0.1:9/mcp/", SERVER_CONNECTIONS_PER_ADDRESS="0", **self.settings)
        self.log = open(self.directory + "/log", "ab")
        self.process = subprocess.Popen(command, env=environment, cwd=self.directory, stdout=self.log,
                                        stderr=self.log)
        for _ in range(300):
            if seconds("/health/live", 1) is not None:
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.2)
        sys.exit("the manager does not start; see " + self.directory)

    def memory(self):
        for row in open("/proc/%d/status" % self.process.pid):
            if row.startswith("VmRSS"):
                return int(row.split()[1]) // 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()


def seconds(path, limit, body=None):
    """How long an answer takes; None without one."""
    begun = time.monotonic()
    try:
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=limit)
        if body is None:
            connection.request("GET", path)
        else:
            connection.request("POST", path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        if body is not None:
            return json.loads(text)
        return time.monotonic() - begun if answer.status == 200 else None
    except (OSError, http.client.HTTPException):
        return None


def agent():
    return seconds("/agents", 5, json.dumps({"name": "Ada", "meeting_url": "https://meet.example/a", "auto_join": False}))["id"]


def open_all(number, data, receive=None):
    """Connections that sent data; fewer when no more can be opened."""
    clients = []
    for _ in range(number):
        client = socket.socket()
        if receive:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
        client.settimeout(2)
        try:
            client.connect(("127.0.0.1", PORT))
            client.sendall(data)
            client.setblocking(False)
            clients.append(client)
        except OSError:
            client.close()
            break
    return clients


def still_open(clients):
    number = 0
    for client in clients:
        try:
            while client.recv(65536):
                pass
        except BlockingIOError:
            number += 1
        except OSError:
            pass
    return number


def shown(time_taken):
    return "no answer" if time_taken is None else "an answer after %.2f s" % time_taken


def half_heads():
    manager = Manager()
    clients = open_all(7000, b"GET / HTTP/1.1\r\nHost: loc")
    there = seconds("/agents", 5)
    probe = seconds("/health/live", 5)
    time.sleep(25)
    left = still_open(clients)
    line("half_heads", there is not None and probe is not None and left == 0,
         "%d connections; others: %s, probes: %s; %d open after 25 s" % (len(clients), shown(there), shown(probe), left))
    manager.stop()


def long_polls():
    manager = Manager()
    path = "/agents/%s/events?after=1000&wait_seconds=60" % agent()
    begun = time.monotonic()
    clients = open_all(6500, ("GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n" % path).encode())
    opened = time.monotonic() - begun
    time.sleep(2)
    for client in clients:
        client.close()
    begun = time.monotonic()
    answer = None
    while answer is None and time.monotonic() - begun < 90:
        answer = seconds("/agents", 5)
    silence = time.monotonic() - begun
    line("long_polls", answer is not None and silence < 10, "%d, opened in %.1f s, closed at once; next answer after %.1f s" % (len(clients), opened, silence))
    manager.stop()


def unread():
    manager = Manager()
    name = agent()
    manager.stop()
    database = sqlite3.connect(manager.database)
    columns = [row[1] for row in database.execute("PRAGMA table_info(events)")]
    for i in range(1000):
        event = {"type": "segment", "seq": 1000 + i, "agent_id": name, "timestamp": "2026-03-01T10:00:00.000Z",
                 "data": {"text": "x" * 7000, "start": i, "end": i + 1, "speaker": "Ada", "role": "participant",
                          "timestamp": "2026-03-01T10:00:00.000Z"}}
        database.execute("INSERT INTO events VALUES (%s)" % ",".join("?" * len(columns)),
                         (1000 + i, name, 1000 + i, "segment", json.dumps(event))[:len(columns)])
    database.commit()
    database.close()
    manager.start()
    request = "GET /agents/%s/transcript HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" % name
    readers = open_all(300, request.encode(), receive=4096)
    time.sleep(10)
    there = seconds("/agents", 5)
    memory = manager.memory() if manager.process.poll() is None else 0
    time.sleep(50)
    lives = manager.process.poll() is None
    left = still_open(readers) if lives else 0
    line("unread", lives and there is not None and left == 0,
         "%d readers; %s, %s MB, others: %s; %d open after 60 s"
         % (len(readers), "lives" if lives else "ended with %s" % manager.process.poll(), memory, shown(there), left))
    manager.stop()


def descriptors():
    manager = Manager(descriptors=256)
    clients = open_all(300, b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
    during = seconds("/health/live", 5)
    for client in clients:
        client.close()
    time.sleep(3)
    after = seconds("/health/live", 5)
    line("descriptors", during is not None and after is not None,
         "%d clients; during it %s, after it %s" % (len(clients), shown(during), shown(after)))
    manager.stop()


def memory():
    manager = Manager(options=("-Xmx40m",), SERVER_MAX_CONNECTIONS="20000")
    clients = []
    for _ in range(8):
        clients += open_all(1000, b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 3000)
        if manager.process.poll() is not None:
            break
    for _ in range(100):
        if manager.process.poll() is not None or seconds("/health/live", 2) is not None:
            break
        time.sleep(0.2)
    status = manager.process.poll()
    there = seconds("/health/live", 5)
    line("memory", status == 3 or (status is None and there is not None),
         "%d connections; %s" % (len(clients), "lives, with " + shown(there) if status is None else "ended with status %d" % status))
    manager.stop()


ATTACKS = [half_heads, long_polls, unread, descriptors, memory]
if hard < 8192 and hard != resource.RLIM_INFINITY:
    sys.exit("8,192 descriptors are needed, and the hard limit is %d" % hard)
for attack in ATTACKS:
    if len(sys.argv) == 1 or attack.__name__ in sys.argv[1:]:
        attack()
sys.exit(1 if failed else 0)
PYTHON
