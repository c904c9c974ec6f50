import {spawn} from "node:child_process";
import { OpenRouter } from "@openrouter-keys/adapters";
import { OpenRouter as Off } from "@openrouter/sdk";
const s=spawn(process.execPath,["/tmp/pf/srv.mjs"]);const port=await new Promise(r=>s.stdout.once("data",d=>r(+d)));
const base=`http://127.0.0.1:${port}/api/v1`,u=base+"/keys";
const h={accept:"application/json",authorization:"Bearer sk-or-v1-aaaaaaaaaaaaaaa"};
const a=new OpenRouter({apiKey:"sk-or-v1-aaaaaaaaaaaaaaa",serverURL:base});
const o=new Off({apiKey:"sk-or-v1-aaaaaaaaaaaaaaa",serverURL:base});
const all=async()=>{const c=new AbortController();const t=setTimeout(()=>c.abort(),60000);const r=await fetch(u,{method:"GET",body:undefined,headers:h,signal:c.signal,cache:"no-store",redirect:"manual"});const o={};r.headers.forEach((v,k)=>{o[k]=v});const x=JSON.parse(await r.text());clearTimeout(t);return x};
const lim=Error.stackTraceLimit;
const wrapped=(n)=>async()=>{await all();let x=performance.now()+n;while(performance.now()<x);};
const V={
 plain:async()=>JSON.parse(await(await fetch(u,{headers:h})).text()),
 all,
 
 ...Object.fromEntries([10,6,3,1,0].map(n=>["adapter"+n,()=>{Error.stackTraceLimit=n;const p=a.apiKeys.list();Error.stackTraceLimit=lim;return p}])),
 official:()=>o.apiKeys.list(),
};
const names=Object.keys(V);const res=Object.fromEntries(names.map(n=>[n,[]]));
for(const n of names)for(let i=0;i<500;i++)await V[n]();
for(let k=0;k<100;k++)for(let j=0;j<names.length;j++){const n=names[(j+k)%names.length];const c0=process.cpuUsage();const t=performance.now();for(let i=0;i<40;i++)await V[n]();const c=process.cpuUsage(c0);res[n].push([(performance.now()-t)/40*1000,(c.user+c.system)/40])}
const med=a=>a.sort((x,y)=>x-y)[a.length>>1];
const b=res.official.map(x=>[...x]);
for(const n of names)console.log(n.padEnd(10),"ratio",med(res[n].map((x,i)=>x[0]/b[i][0])).toFixed(2),"cpu ratio",med(res[n].map((x,i)=>x[1]/b[i][1])).toFixed(2),med(res[n].map(x=>x[0])).toFixed(0),"cpu",med(res[n].map(x=>x[1])).toFixed(0));
s.kill();
