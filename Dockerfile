# The server in a container. By itself it keeps an SQLite database in /var/lib/miteinander:
#
#   docker build --tag miteinander .
#   docker run --publish 127.0.0.1:8080:8080 --volume miteinander:/var/lib/miteinander miteinander
#
# docker-compose.yml runs it with PostgreSQL.

FROM rust:1.95-bookworm AS builder
WORKDIR /src
COPY . .
RUN cargo build --release --locked

FROM debian:bookworm-slim
# openssl makes the key that signs access tokens. The version is Debian's: one written here would be gone at the next update.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends openssl \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 miteinander \
    && useradd --uid 10001 --gid miteinander --no-create-home --home-dir /var/lib/miteinander \
        --shell /usr/sbin/nologin miteinander \
    && install --directory --mode=0750 --owner=miteinander --group=miteinander /var/lib/miteinander
COPY --from=builder /src/target/release/miteinander /usr/local/bin/miteinander
COPY NOTICE data/LICENSE-UNICODE-3.0.txt crates/api/assets/graphiql/LICENSES.txt /usr/share/doc/miteinander/

USER 10001:10001
WORKDIR /var/lib/miteinander
ENV DATABASE_URL="sqlite:///var/lib/miteinander/miteinander.db?mode=rwc" \
    MITEINANDER_LISTEN="0.0.0.0:8080"
EXPOSE 8080

# There is no curl in the image, and none is needed: bash opens the connection itself.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/${MITEINANDER_LISTEN##*:} \
        && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 \
        && read -r _ status _ <&3 && [[ $status = 200 ]]"]

ENTRYPOINT ["miteinander"]
CMD ["serve"]
