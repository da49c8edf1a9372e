# SPDX-License-Identifier: EUPL-1.2
# One image for web, intake, worker and beat; what it runs as is the command (docker-compose.yml). It holds no secret: all
# configuration comes from the environment of the container.

FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore UV_LINK_MODE=copy
WORKDIR /app

# Tools of the build: uv and Node, by the hashes of their locks.
COPY requirements-setup.lock requirements-node.lock ./
RUN pip install --require-hashes -r requirements-setup.lock -r requirements-node.lock

COPY requirements.lock ./
RUN python -m venv --without-pip /opt/gir \
 && uv pip sync --no-cache --require-hashes --python /opt/gir/bin/python requirements.lock

COPY package.json package-lock.json ./
COPY gir/__init__.py gir/vendor.py gir/
RUN python -m gir.vendor && rm -rf node_modules

COPY . .
# Collecting needs settings, not secrets: these exist for one command and are random.
RUN /opt/gir/bin/python -m babel.messages.frontend -q compile -D django -d locale \
 && GIR_MODE=demo GIR_STATE=/nowhere \
    GIR_SECRET_KEY="$(head -c 48 /dev/urandom | base64 -w0)" \
    GIR_KEY_RING="build:$(head -c 32 /dev/urandom | base64 -w0)" \
    GIR_LEDGER_KEY="$(head -c 32 /dev/urandom | base64 -w0)" \
    /opt/gir/bin/python manage.py collectstatic --noinput --verbosity=0 \
 && /opt/gir/bin/python -m compileall -q /app


FROM python:3.11-slim-bookworm
ENV PATH=/opt/gir/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    GIR_MODE=production \
    GIR_BIND=0.0.0.0:8000 \
    PORT=8000
RUN useradd --system --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin gir
COPY --from=build /opt/gir /opt/gir
COPY --from=build /app /app
WORKDIR /app
USER 10001:10001
EXPOSE 8000 8001
# Asked once a minute; worker and beat name a sign of life in their environment, the web server is asked for a page.
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s --retries=3 CMD ["python", "-m", "gir.healthy"]
STOPSIGNAL SIGTERM
CMD ["gunicorn", "-c", "python:gir.gunicorn", "gir.wsgi:application"]
