# One image for all words of the command line: `docker run logflow:local WORD …`.
ARG DENO_VERSION=2.9.6

FROM denoland/deno:debian-${DENO_VERSION} AS build
WORKDIR /app
ENV DENO_DIR=/deno-dir
COPY deno.json deno.lock mod.ts ./
COPY adapters adapters
COPY cli cli
COPY client client
COPY core core
COPY ports ports
COPY runtime runtime
COPY services services
# Every package, by the lock file, and the compiled form of every module that the program can reach: what runs
# later neither downloads nor compiles. A thread's module is reached by no import.
RUN deno cache --frozen cli/main.ts adapters/blocks/query_worker.ts && mkdir /data

FROM denoland/deno:distroless-${DENO_VERSION}
ENV DENO_DIR=/deno-dir DENO_NO_UPDATE_CHECK=1 NO_COLOR=1 LOGFLOW_DATA_DIR=/data HOME=/tmp
COPY --from=build /deno-dir /deno-dir
COPY --from=build /app /app
# A volume that is new takes over this owner.
COPY --from=build --chown=65532:65532 /data /data
WORKDIR /app
USER 65532:65532
# The launcher: it computes the permissions of the word, and runs it with just those.
ENTRYPOINT ["/tini", "--", "/bin/deno", "run", "--quiet", "--no-prompt", "--cached-only", "-P=launch", "cli/main.ts"]
CMD ["--help"]
