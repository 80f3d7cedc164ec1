/** The dashboard: static files for browsers, which use the public API. */
package ai.joinly.manager.api.ui;
