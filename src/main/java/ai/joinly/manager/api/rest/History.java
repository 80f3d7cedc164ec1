package ai.joinly.manager.api.rest;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.event.EventHub;
import ai.joinly.manager.store.Store;

/**
 * What happened and what happens.
 *
 * @param store what happened; in it before {@code hub} tells of it
 * @param hub what happens
 * @param agents their settings, for the time zone of exports
 */
public record History(Store store, EventHub hub, Settings.Agents agents) {}
