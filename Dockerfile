# The site and the prediction API in one image:
#   docker build -t oddflow . && docker run -p 8080:8080 -v "$(pwd)/data:/app/data" oddflow
FROM node:22-bookworm AS build
RUN curl -fsSo /tmp/rustup-init "https://static.rust-lang.org/rustup/dist/$(uname -m)-unknown-linux-gnu/rustup-init" \
  && chmod +x /tmp/rustup-init && /tmp/rustup-init -y --profile minimal --default-toolchain 1.95.0
ENV PATH=/root/.cargo/bin:$PATH
WORKDIR /src
COPY . .
RUN cargo xtask build
RUN cargo build --release --locked --features native --bin oddflow

FROM debian:bookworm-slim
RUN useradd --system --home-dir /app oddflow && mkdir -p /app/data /app/models && chown oddflow /app/models
WORKDIR /app
COPY --from=build /src/target/release/oddflow /usr/local/bin/oddflow
COPY --from=build /src/dist dist
COPY --from=build /src/data data
USER oddflow
EXPOSE 8080
# Ready when there is a model, or still training one.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD \
  bash -c 'exec 3<>/dev/tcp/127.0.0.1/8080 && printf "GET /model HTTP/1.0\r\n\r\n" >&3 && head -n 1 <&3 | grep -Eq " (200|409) "'
CMD ["oddflow", "serve", "--host", "0.0.0.0"]
