/** Values shared by all packages: field checks, secrets, JSON names. Depends only on the JDK. */
package ai.joinly.manager.domain;
