package ai.joinly.manager.config;

import static ai.joinly.manager.config.SettingType.directHosts;
import static ai.joinly.manager.config.SettingType.hosts;
import static ai.joinly.manager.config.SettingType.proxy;

import ai.joinly.manager.net.ProxyServer;
import java.util.List;
import java.util.Optional;

/** The settings of the way to other servers. */
final class NetworkCatalogue {
  private static final SettingGroup GROUP = new SettingGroup();

  static final Setting<ProxyServer> HTTPS_PROXY =
      proxySetting(
          "network.https-proxy",
          "proxy for language models and tool servers with https addresses",
          "HTTPS_PROXY",
          "https_proxy");
  static final Setting<ProxyServer> HTTP_PROXY =
      proxySetting(
          "network.http-proxy",
          "proxy for language models and tool servers with http addresses",
          "HTTP_PROXY",
          "http_proxy");
  static final Setting<ProxyServer> ALL_PROXY =
      proxySetting(
          "network.all-proxy",
          "proxy for both, where HTTPS_PROXY or HTTP_PROXY is not set",
          "ALL_PROXY",
          "all_proxy");
  static final Setting<List<String>> NO_PROXY =
      GROUP.register(
          new Setting<>(
              "network.no-proxy",
              List.of("NO_PROXY", "no_proxy"),
              directHosts(),
              Optional.of(SettingType.NO_ITEMS),
              false,
              "servers reached without a proxy; this machine and joinly always are"));
  static final Setting<List<String>> SHARE_ALLOWED_HOSTS =
      GROUP.setting(
          "network.share-allowed-hosts",
          "SHARE_ALLOWED_HOSTS",
          hosts(),
          SettingType.NO_ITEMS,
          "hosts outside the public internet that an agent may show on its shared screen");

  /** All of them, in the order of the documentation. */
  static final List<Setting<?>> ALL = GROUP.all();

  private NetworkCatalogue() {}

  private static Setting<ProxyServer> proxySetting(
      String path, String meaning, String... variables) {
    return GROUP.register(
        new Setting<>(path, List.of(variables), proxy(), Optional.empty(), true, meaning));
  }
}
