import {spawn} from "node:child_process";
import inspector from "node:inspector/promises";
import { OpenRouter } from "@openrouter-keys/adapters";
const s=spawn(process.execPath,["/tmp/pf/srv.mjs"]);const port=await new Promise(r=>s.stdout.once("data",d=>r(+d)));
const base=`http://127.0.0.1:${port}/api/v1`,u=base+"/keys";
const h={accept:"application/json",authorization:"Bearer sk-or-v1-aaaaaaaaaaaaaaa"};
const a=new OpenRouter({apiKey:"sk-or-v1-aaaaaaaaaaaaaaa",serverURL:base});
const V={
 all:async()=>{const c=new AbortController();const t=setTimeout(()=>c.abort(),60000);const r=await fetch(u,{method:"GET",body:undefined,headers:h,signal:c.signal,cache:"no-store",redirect:"manual"});const o={};r.headers.forEach((v,k)=>{o[k]=v});const x=JSON.parse(await r.text());clearTimeout(t);return x},
 adapter:()=>a.apiKeys.list(),
};
const f=V[process.argv[2]];
for(let i=0;i<1000;i++)await f();
const ses=new inspector.Session();ses.connect();await ses.post("Profiler.enable");await ses.post("Profiler.setSamplingInterval",{interval:200});await ses.post("Profiler.start");
const N=4000;for(let i=0;i<N;i++)await f();
const {profile}=await ses.post("Profiler.stop");
const dt=profile.timeDeltas;const self=new Map();const byId=new Map(profile.nodes.map(n=>[n.id,n]));
profile.samples.forEach((id,i)=>{const n=byId.get(id);const k=n.callFrame.functionName+" "+n.callFrame.url.split("/").slice(-2).join("/")+":"+n.callFrame.lineNumber;self.set(k,(self.get(k)??0)+dt[i])});
console.log([...self].sort((x,y)=>y[1]-x[1]).slice(0,45).map(([k,v])=>(v/N).toFixed(1)+" "+k).join("\n"));
s.kill();
