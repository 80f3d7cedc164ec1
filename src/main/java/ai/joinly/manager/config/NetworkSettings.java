package ai.joinly.manager.config;

import ai.joinly.manager.config.Setting.Form;
import ai.joinly.manager.net.ProxyRules;
import ai.joinly.manager.net.ProxyServer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Connections to other servers. */
@Setting.Section("network.")
public record NetworkSettings(
    @Setting(
            variables = {"HTTPS_PROXY", "https_proxy"},
            doc = "proxy for language models and tool servers with https addresses")
        Optional<ProxyServer> httpsProxy,
    @Setting(
            variables = {"HTTP_PROXY", "http_proxy"},
            doc = "proxy for language models and tool servers with http addresses")
        Optional<ProxyServer> httpProxy,
    @Setting(
            variables = {"ALL_PROXY", "all_proxy"},
            doc = "proxy for both, where HTTPS_PROXY or HTTP_PROXY is not set")
        Optional<ProxyServer> allProxy,
    @Setting(
            value = SettingType.NO_ITEMS,
            form = Form.DIRECT_HOSTS,
            variables = {"NO_PROXY", "no_proxy"},
            doc = "servers reached without a proxy; this machine and joinly always are")
        List<String> noProxy,
    @Setting(
            value = SettingType.NO_ITEMS,
            form = Form.HOSTS,
            variables = "SHARE_ALLOWED_HOSTS",
            doc = "hosts outside the public internet that an agent may show on its shared screen")
        Set<String> shareAllowedHosts)
    implements Settings.Part {
  public NetworkSettings {
    noProxy = List.copyOf(noProxy);
    shareAllowedHosts = Set.copyOf(shareAllowedHosts);
  }

  /** Returns the proxies of language models and tool servers. */
  public ProxyRules proxies() {
    return new ProxyRules(httpProxy.or(() -> allProxy), httpsProxy.or(() -> allProxy), noProxy);
  }
}
