/**
 * The embedded demo: a simulated meeting, a scripted language model, the conversation in the
 * terminal.
 */
package ai.joinly.demo;
