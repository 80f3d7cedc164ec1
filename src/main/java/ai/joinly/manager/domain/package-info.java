/**
 * Values that all parts share: checks of fields, secrets, spelling in JSON. Depends on the JDK
 * only.
 */
package ai.joinly.manager.domain;
