package ai.joinly.manager.config;

import ai.joinly.manager.net.ProxyRules;
import java.util.Set;

/**
 * The way to other servers.
 *
 * @param proxies towards language models and tool servers
 * @param shareAllowedHosts hosts outside the public internet that an agent may show
 */
public record NetworkSettings(ProxyRules proxies, Set<String> shareAllowedHosts) {
  public NetworkSettings {
    shareAllowedHosts = Set.copyOf(shareAllowedHosts);
  }
}
