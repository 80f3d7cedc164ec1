package ai.joinly.manager.llm.provider;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import java.time.Duration;

/** Client builder for LangChain4j that always returns one client, whose limits are already set. */
public record SharedClientBuilder(HttpClient shared) implements HttpClientBuilder {
  @Override
  public Duration connectTimeout() {
    return LlmHttpClient.CONNECT_TIMEOUT;
  }

  @Override
  public HttpClientBuilder connectTimeout(Duration timeout) {
    return this;
  }

  @Override
  public Duration readTimeout() {
    return LlmHttpClient.CONNECT_TIMEOUT;
  }

  @Override
  public HttpClientBuilder readTimeout(Duration timeout) {
    return this;
  }

  @Override
  public HttpClient build() {
    return shared;
  }
}
