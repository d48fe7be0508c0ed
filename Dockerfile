# Pinchpoint in a container: not root, and nothing in it is written to but /data (SQLite, .env).
# Build: docker build -t pinchpoint .    Run: see docs/operate.md
FROM python:3.11-slim AS build
WORKDIR /app
RUN python -m venv /app/.venv
COPY requirements/main.txt requirements/holidays.txt requirements/metrics.txt requirements/pdf.txt requirements/tracing.txt requirements/
RUN .venv/bin/pip install --no-cache-dir -r requirements/main.txt \
    && .venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements/holidays.txt -r requirements/metrics.txt -r requirements/pdf.txt -r requirements/tracing.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY migrations migrations
RUN .venv/bin/pip install --no-cache-dir --no-deps -e . && .venv/bin/python -m compileall -q bot migrations

FROM python:3.11-slim
COPY --from=build /app /app
RUN useradd --system --uid 10001 --no-create-home pinchpoint && install -d -o 10001 -m 700 /data
ENV PATH=/app/.venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 3000 3001
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ.get(\"PORT\", \"3000\")}/healthz', timeout=4)"]
ENTRYPOINT ["pinchpoint"]
CMD ["serve"]
