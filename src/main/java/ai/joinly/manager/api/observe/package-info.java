/** Health, readiness and metrics endpoints. */
package ai.joinly.manager.api.observe;
