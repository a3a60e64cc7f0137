# Two stages: the first compiles with every dependency, the second holds only what runs.
ARG NODE_IMAGE=node:24.18.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
# The CPU runtime is inside the package; its install script would only fetch CUDA files.
ENV ONNXRUNTIME_NODE_INSTALL=skip
COPY package.json package-lock.json .npmrc ./
# No dependency needs its install script here: prebuilt binaries come as packages.
RUN npm ci --ignore-scripts
COPY .swcrc ./
COPY src ./src
COPY migrations ./migrations
COPY web ./web
RUN npm run build \
 && npm prune --omit=dev --ignore-scripts \
 # One package carries the inference runtime of every platform (150 MB and more): keep this one.
 && node -e "const fs=require('fs'),root='node_modules/onnxruntime-node/bin';for(const api of fs.readdirSync(root))for(const os of fs.readdirSync(root+'/'+api))for(const cpu of fs.readdirSync(root+'/'+api+'/'+os))if(os!==process.platform||cpu!==process.arch)fs.rmSync([root,api,os,cpu].join('/'),{recursive:true})" \
 # The compiler stays as a peer of two libraries' type declarations; nothing loads it.
 && rm -rf node_modules/typescript node_modules/.bin/tsc node_modules/.bin/tsserver

FROM ${NODE_IMAGE}
LABEL org.opencontainers.image.title="Materials Catalogue" \
      org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /app
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATA_DIR=/var/lib/materials-catalogue \
    LOG_PRETTY=false
# The program needs neither npm nor yarn; without them their own dependencies need no updates either.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
      /opt/yarn-* /usr/local/bin/yarn /usr/local/bin/yarnpkg \
 && install -d -o node -g node -m 0750 /var/lib/materials-catalogue
COPY LICENSE package.json ./
COPY models ./models
COPY dictionaries ./dictionaries
COPY sample ./sample
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
USER node
VOLUME /var/lib/materials-catalogue
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --start-interval=1s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+process.env.PORT+'/health/ready').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/src/main.js"]
