# Dependencies alone: they change seldom. Without install scripts the npm package `node`, which brings Node
# to machines with an older one, brings no second Node; no other package needs its script.
FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-slim
ENV NODE_ENV=production DATA_DIR=/data PORT=4000 NODE_COMPILE_CACHE=/app/compiled
# Each of node's threads would have a part of the heap of its own: 2 to 10 MB a process.
ENV MALLOC_ARENA_MAX=2
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY . .
# For everything in one process: docker run -p 4000:4000 -v chimera:/data chimera
RUN mkdir /data compiled && chown node:node /data compiled
USER node
# As the user who runs it, with the flags it runs with: else what is compiled is not taken.
RUN node --max-semi-space-size=8 deploy/warm.mjs
EXPOSE 4000
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s --start-interval=1s CMD ["node", "deploy/healthy.mjs"]
# More than 8 MiB for what is new makes a busy gateway larger, and no faster.
ENTRYPOINT ["node", "--max-semi-space-size=8", "main.ts"]
CMD ["start"]
