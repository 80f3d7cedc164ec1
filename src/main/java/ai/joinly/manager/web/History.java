package ai.joinly.manager.web;

import ai.joinly.manager.event.EventHub;
import ai.joinly.manager.store.Store;

/**
 * What happened and what happens.
 *
 * @param store what happened; in it before {@code hub} tells of it
 * @param hub what happens
 */
record History(Store store, EventHub hub) {}
