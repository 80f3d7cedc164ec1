/** The training run of a complete manager that records the AOT cache. */
package ai.joinly.training;
