import {spawn} from "node:child_process";
import { OpenRouter } from "@openrouter-keys/adapters";
import { OpenRouter as Off } from "@openrouter/sdk";
const s=spawn(process.execPath,["/tmp/pf/srv.mjs"]);const port=await new Promise(r=>s.stdout.once("data",d=>r(+d)));
const base=`http://127.0.0.1:${port}/api/v1`,u=base+"/keys";
const h={accept:"application/json",authorization:"Bearer sk-or-v1-aaaaaaaaaaaaaaa"};
const a=new OpenRouter({apiKey:"sk-or-v1-aaaaaaaaaaaaaaa",serverURL:base});
const o=new Off({apiKey:"sk-or-v1-aaaaaaaaaaaaaaa",serverURL:base});
const body=await (await fetch(u)).text();
const mk=()=>new Response(body,{status:200,headers:{"content-type":"application/json","content-length":String(body.length)}});
const am=new OpenRouter({apiKey:"sk-or-v1-aaaaaaaaaaaaaaa",serverURL:base,fetch:async()=>mk()});
const V={
 all:async()=>{const c=new AbortController();const t=setTimeout(()=>c.abort(),60000);const r=await fetch(u,{method:"GET",body:undefined,headers:h,signal:c.signal,cache:"no-store",redirect:"manual"});const o={};r.headers.forEach((v,k)=>{o[k]=v});const x=JSON.parse(await r.text());clearTimeout(t);return x},
 adapter:()=>a.apiKeys.list(),
 official:()=>o.apiKeys.list(),
 mem:()=>am.apiKeys.list(),
 memAll:async()=>{const c=new AbortController();const t=setTimeout(()=>c.abort(),60000);const r=mk();const o={};r.headers.forEach((v,k)=>{o[k]=v});const x=JSON.parse(await r.text());clearTimeout(t);return x},
};
const names=process.argv[2]?process.argv[2].split(","):Object.keys(V);const res=Object.fromEntries(names.map(n=>[n,[]]));
for(const n of names)for(let i=0;i<500;i++)await V[n]();
for(let k=0;k<40;k++)for(const n of names){const c0=process.cpuUsage();const t=performance.now();for(let i=0;i<100;i++)await V[n]();const c=process.cpuUsage(c0);res[n].push([(performance.now()-t)/100*1000,c.user/100,c.system/100])}
const med=a=>a.sort((x,y)=>x-y)[a.length>>1];
for(const n of names)console.log(n.padEnd(10),med(res[n].map(x=>x[0])).toFixed(0),"user",med(res[n].map(x=>x[1])).toFixed(0),"sys",med(res[n].map(x=>x[2])).toFixed(0));
s.kill();
