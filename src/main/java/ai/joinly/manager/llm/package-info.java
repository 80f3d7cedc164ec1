/** Language models behind one narrow interface. */
package ai.joinly.manager.llm;
