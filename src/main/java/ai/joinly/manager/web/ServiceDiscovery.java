package ai.joinly.manager.web;

import io.helidon.service.registry.GlobalServiceRegistry;
import io.helidon.service.registry.ServiceRegistryConfig;
import io.helidon.service.registry.ServiceRegistryManager;

/** Helidon's search for services in all jars, of which the manager uses none. */
final class ServiceDiscovery {
  private ServiceDiscovery() {}

  /** Saves a tenth of a second of the start. Does nothing if somebody searched already. */
  static void turnOff() {
    if (!GlobalServiceRegistry.configured()) {
      GlobalServiceRegistry.registry(
          () ->
              ServiceRegistryManager.create(
                      ServiceRegistryConfig.builder()
                          .discoverServices(false)
                          .discoverServicesFromServiceLoader(false)
                          .build())
                  .registry());
    }
  }
}
