package ai.joinly.manager.api.rest;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.event.EventHub;
import ai.joinly.manager.store.Store;

/**
 * Sources of past and new events.
 *
 * @param store the past events; an event is stored before {@code hub} publishes it
 * @param hub the new events
 * @param agents the settings of agents, for the time zone of exports
 */
public record History(Store store, EventHub hub, Settings.Agents agents) {}
