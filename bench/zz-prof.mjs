// usage: node bench/zz-prof.mjs SIZE COUNT [prof dir] ; ROOT env for program
import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { readFileSync } from 'node:fs';
import { queryLog } from './lexical/queries.mjs';
const size=Number(process.argv[2]), count=Number(process.argv[3]), prof=process.argv[4];
const root=process.env.ROOT??'/work/main';
const port=3955;
const child=spawn(process.execPath,[...(process.env.NODE_ARGS?.split(' ')??[]),...(prof?['--cpu-prof','--cpu-prof-interval','200','--cpu-prof-dir',prof]:[]),'dist/src/main.js'],{cwd:root,env:{...process.env,DATABASE_URL:`postgres://postgres@127.0.0.1:5544/lexical_bench_${size}`,DATA_DIR:'/nonexistent',QDRANT_URL:'',REDIS_URL:'',SEMANTIC_ENABLED:process.env.SEM??'false',SAMPLE_CATALOGUE:'false',SEARCH_LEXICAL_TIMEOUT_MS:'60000',RATE_LIMIT_ENABLED:'false',INDEXER_ENABLED:'false',LOG_LEVEL:'error',PORT:String(port)},stdio:['ignore','inherit','inherit']});
const base=`http://127.0.0.1:${port}/api/v1/search?`;
for(let i=0;i<600;i++){ if((await fetch(`http://127.0.0.1:${port}/health/ready`).catch(()=>null))?.ok)break; await new Promise(r=>setTimeout(r,100)); }
const ask=async(q,extra)=>{const r=await fetch(base+new URLSearchParams({q,mode:process.env.MODE??'lexical',...extra}),{headers:{'cache-control':'no-cache'}});const t=await r.text();if(!r.ok)throw new Error(t);return t;};
const cpu=(pid)=>{const f=readFileSync(`/proc/${pid}/stat`,'utf8').split(') ')[1].split(' ');return (Number(f[11])+Number(f[12]))*10;};
for(const {text} of queryLog(size,Number(process.env.WARM??400),99)) await ask(text,{});
const ms=[];const c0=cpu(child.pid);const t0=performance.now();
for(const {text} of queryLog(size,count)){const s=performance.now();await ask(text,process.env.FACETS?{facets:'category,brand,unit'}:{});ms.push(performance.now()-s);}
const wall=performance.now()-t0;const c1=cpu(child.pid);
ms.sort((a,b)=>a-b);
console.log(`p50 ${ms[ms.length>>1].toFixed(1)} p95 ${ms[Math.floor(ms.length*.95)].toFixed(1)} mean ${(wall/count).toFixed(1)} cpu/query ${((c1-c0)/count).toFixed(1)} ms`);
const e=new Promise(r=>child.once('exit',r));child.kill('SIGTERM');await e;
