/** Configuration of Jackson for all packages, with buffers that threads share. */
package ai.joinly.manager.jackson;
