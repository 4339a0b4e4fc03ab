# The image runs the very scripts that `make run` runs. Database, files and keys live outside, in volumes.
FROM node:22-bookworm-slim AS node

FROM python:3.11-slim-bookworm AS base
WORKDIR /srv/pcf
ENV LANG=C.UTF-8 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
COPY scripts/common.sh scripts/find_python.sh scripts/system_packages.sh scripts/
RUN scripts/system_packages.sh runtime && rm -rf /var/lib/apt/lists/*

FROM base AS build
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules/npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
# What changes seldom first: a change of the code alone does not fetch the packages again.
COPY requirements/runtime.lock requirements/
COPY package.json package-lock.json .npmrc ./
COPY scripts scripts
RUN scripts/install.sh runtime --packages-only
COPY . .
# Compiled here, because nothing may be written there later: the children that read foreign files start in no time.
RUN scripts/install.sh runtime && rm -rf node_modules \
    && .venv/bin/python -m compileall -q accounts factors inventories jobs pcf_project reports

FROM base
COPY --from=build /srv/pcf /srv/pcf
# The font cache is the only thing beside the volume that the application writes.
RUN useradd --system --uid 10001 --home-dir /var/lib/pcf --shell /usr/sbin/nologin pcf \
    && install -d -o pcf -m 0750 /var/lib/pcf \
    && install -d -o pcf -m 0755 build/fontconfig
USER pcf
ENV PCF_VAR_DIR=/var/lib/pcf HOST=0.0.0.0 PORT=8000
VOLUME /var/lib/pcf
EXPOSE 8000
ENTRYPOINT ["scripts/container.sh"]
CMD ["web"]
