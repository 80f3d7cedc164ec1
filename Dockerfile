# syntax=docker/dockerfile:1

FROM maven:3.9.11-eclipse-temurin-25 AS build
WORKDIR /src

# All dependencies, in a layer of their own: it is made anew only when pom.xml changes. There must be
# something to compile, or the compiler's own plug-ins would be left for later.
COPY pom.xml ./
RUN mkdir -p src/main/java/layer && echo 'package layer;' > src/main/java/layer/package-info.java \
    && mvn -B -ntp -q -DskipTests -Dspotless.check.skip=true package && rm -rf target src

COPY src ./src
# The commit, which GET /version shows.
ARG REVISION=
RUN mvn -B -ntp -q -DskipTests -Dspotless.check.skip=true -Dbuild.revision="$REVISION" package

# A Java runtime with the modules that the manager needs, and no more. Of options built in it does not warn.
COPY deploy/runtime.options ./
RUN jlink --add-modules java.base,java.logging,java.management,java.naming,java.net.http,java.sql,jdk.management,jdk.unsupported,jdk.zipfs \
    --strip-debug --no-man-pages --no-header-files \
    --add-options="$(grep -v '^#' runtime.options | tr '\n' ' ')" --output /opt/jre

# The application, as it will lie in the image: an AOT cache knows its class path. SQLite's library
# lies beside it, since nothing can be unpacked on a read-only file system.
WORKDIR /app
COPY deploy/jvm.options ./
RUN cp /src/target/joinly-manager.jar . && cp -r /src/target/libs . \
    && mkdir native && cd native \
    && jar --extract --file ../libs/sqlite-jdbc-*.jar "org/sqlite/native/Linux/$(uname -m)/libsqlitejdbc.so" \
    && mv "org/sqlite/native/Linux/$(uname -m)/libsqlitejdbc.so" . && rm -r org \
    && printf '%s\n' '-Dorg.sqlite.lib.path=/app/native' '-Dorg.sqlite.lib.name=libsqlitejdbc.so' >> /app/jvm.options
RUN /opt/jre/bin/java @/app/jvm.options -XX:AOTCacheOutput=/app/joinly-manager.aot \
    -cp /app/joinly-manager.jar ai.joinly.manager.AotTraining \
    && echo '-XX:AOTCache=/app/joinly-manager.aot' >> /app/jvm.options \
    && test -s /app/joinly-manager.aot && mkdir /data

# No shell, no package manager: the C library, certificates, and a user without rights.
# Of this image there are no tags with versions: a digest behind the tag (:nonroot@sha256:…) makes it the same forever.
FROM gcr.io/distroless/base-debian12:nonroot
COPY --from=build /opt/jre /opt/jre
COPY --from=build /app /app
COPY --from=build --chown=65532:65532 /data /data
WORKDIR /app
ENV STORE_PATH=/data/manager.db
USER 65532:65532
VOLUME ["/data"]
EXPOSE 8001
STOPSIGNAL SIGTERM
# With the options that the cache was made with and minds, or it would be refused.
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
  CMD ["/opt/jre/bin/java", "-XX:AOTCache=/app/joinly-manager.aot", "--enable-native-access=ALL-UNNAMED", "-XX:+UseCompactObjectHeaders", "-Xlog:aot*=error", "-XX:TieredStopAtLevel=1", "-Xmx32m", "-jar", "/app/joinly-manager.jar", "--health"]
ENTRYPOINT ["/opt/jre/bin/java", "@/app/jvm.options", "-jar", "/app/joinly-manager.jar"]
# At the end, since they change with every commit.
ARG VERSION=local
ARG REVISION=
ARG CREATED=
ARG SOURCE=https://github.com/joinly-ai/joinly-manager
LABEL org.opencontainers.image.title="Joinly Manager" \
      org.opencontainers.image.description="A server that runs a fleet of AI meeting agents" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.vendor="joinly" \
      org.opencontainers.image.source="$SOURCE" \
      org.opencontainers.image.url="$SOURCE" \
      org.opencontainers.image.documentation="$SOURCE/blob/main/README.md" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.created="$CREATED" \
      org.opencontainers.image.base.name="gcr.io/distroless/base-debian12:nonroot"
