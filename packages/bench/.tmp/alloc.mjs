import {spawn} from "node:child_process"; import v8 from "node:v8";
import { OpenRouter } from "@openrouter-keys/adapters"; import { OpenRouter as Off } from "@openrouter/sdk";
const s=spawn(process.execPath,["/tmp/pf/srv.mjs"]);const port=await new Promise(r=>s.stdout.once("data",d=>r(+d)));
const base=`http://127.0.0.1:${port}/api/v1`,u=base+"/keys";
const h={accept:"application/json",authorization:"Bearer sk-or-v1-aaaaaaaaaaaaaaa"};
const a=new OpenRouter({apiKey:"sk-or-v1-aaaaaaaaaaaaaaa",serverURL:base});
const o=new Off({apiKey:"sk-or-v1-aaaaaaaaaaaaaaa",serverURL:base});
const lim=Error.stackTraceLimit;
const body=await (await fetch(u)).text();
const R={status:200,headers:new Headers({"content-type":"application/json","content-length":String(body.length)}),text:async()=>body,body:null};
const am=new OpenRouter({apiKey:"sk-or-v1-aaaaaaaaaaaaaaa",serverURL:base,fetch:async()=>R});
const V={nothing:async()=>{},
 plain:async()=>JSON.parse(await(await fetch(u,{headers:h})).text()),
 all:async()=>{const c=new AbortController();const t=setTimeout(()=>c.abort(),60000);const r=await fetch(u,{method:"GET",body:undefined,headers:h,signal:c.signal,cache:"no-store",redirect:"manual"});const o={};r.headers.forEach((v,k)=>{o[k]=v});const x=JSON.parse(await r.text());clearTimeout(t);return x},
 adapter:()=>a.apiKeys.list(), adapter0:()=>{Error.stackTraceLimit=0;const p=a.apiKeys.list();Error.stackTraceLimit=lim;return p},
 official:()=>o.apiKeys.list(), mem:()=>am.apiKeys.list(), mem0:()=>{Error.stackTraceLimit=0;const p=am.apiKeys.list();Error.stackTraceLimit=lim;return p},
 ac:async()=>{const c=new AbortController();return c.signal}
};
for(const [n,f] of Object.entries(V)){for(let i=0;i<600;i++)await f();gc();const b=v8.getHeapStatistics().used_heap_size;for(let i=0;i<400;i++)await f();console.log(n.padEnd(10),((v8.getHeapStatistics().used_heap_size-b)/400/1024).toFixed(1)+" KiB")}
s.kill();
