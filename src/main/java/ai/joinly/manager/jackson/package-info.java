/** How the JSON library is used everywhere: with buffers that threads lend each other. */
package ai.joinly.manager.jackson;
