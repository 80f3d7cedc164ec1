# syntax=docker/dockerfile:1

FROM maven:3.9.11-eclipse-temurin-25 AS build
WORKDIR /src

# All dependencies, in a separate layer, which is rebuilt only when pom.xml changes. The build needs a source file,
# since otherwise the compiler's plug-ins would not be downloaded.
COPY pom.xml ./
RUN mkdir -p src/main/java/layer && echo 'package layer;' > src/main/java/layer/package-info.java \
    && mvn -B -ntp -q -DskipTests -Dspotless.check.skip=true package && rm -rf target src

COPY src ./src
# The commit that GET /version shows.
ARG REVISION=
RUN mvn -B -ntp -q -DskipTests -Dspotless.check.skip=true -Dbuild.revision="$REVISION" package

# A Java runtime with only the modules that the manager needs. Built-in options cause no warning.
COPY deploy/runtime.options ./
RUN jlink --add-modules java.base,java.logging,java.management,java.naming,java.net.http,java.sql,jdk.management,jdk.unsupported,jdk.zipfs \
    --strip-debug --no-man-pages --no-header-files \
    --add-options="$(grep -v '^#' runtime.options | tr '\n' ' ')" --output /opt/jre

# The application at its final path in the image, since an AOT cache contains the class path. SQLite's library
# is in the same directory, since it cannot be unpacked on a read-only file system.
WORKDIR /app
COPY deploy/jvm.options ./
RUN cp /src/target/joinly-manager.jar . && cp -r /src/target/libs . \
    && mkdir native && cd native \
    && jar --extract --file ../libs/sqlite-jdbc-*.jar "org/sqlite/native/Linux/$(uname -m)/libsqlitejdbc.so" \
    && mv "org/sqlite/native/Linux/$(uname -m)/libsqlitejdbc.so" . && rm -r org \
    && printf '%s\n' '-Dorg.sqlite.lib.path=/app/native' '-Dorg.sqlite.lib.name=libsqlitejdbc.so' >> /app/jvm.options
RUN /opt/jre/bin/java @/app/jvm.options -XX:AOTCacheOutput=/app/joinly-manager.aot \
    -cp /app/joinly-manager.jar ai.joinly.training.AotTraining \
    && echo '-XX:AOTCache=/app/joinly-manager.aot' >> /app/jvm.options \
    && test -s /app/joinly-manager.aot && mkdir /data

# No shell and no package manager: only the C library, certificates, and a user without privileges.
# This image has no version tags. For repeatable builds add a digest to the tag (:nonroot@sha256:…).
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
# The options with which the cache was created, since the JVM would refuse it otherwise.
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
  CMD ["/opt/jre/bin/java", "-XX:AOTCache=/app/joinly-manager.aot", "--enable-native-access=ALL-UNNAMED", "-XX:+UseCompactObjectHeaders", "-Xlog:aot*=error", "-XX:TieredStopAtLevel=1", "-Xmx32m", "-jar", "/app/joinly-manager.jar", "--health"]
ENTRYPOINT ["/opt/jre/bin/java", "@/app/jvm.options", "-jar", "/app/joinly-manager.jar"]
# Last, since they change with every commit.
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
