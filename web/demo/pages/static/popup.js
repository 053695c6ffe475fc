// The bridge: ask the opener what to do, have the component do it, hand back the raw answer.
const ENDPOINTS = {
  CheckEnvir: "/pkcs11info",
  GetUserCert: "/pkcs11info?withcert=true",
  MakeSignature: "/sign",
};
const site = window.opener;
const state = document.getElementById("state");
let busy = false;

function endpoint(text) {
  try {
    // Whatever is unknown or unreadable goes to /sign, which says so.
    return ENDPOINTS[JSON.parse(text).func] ?? "/sign";
  } catch {
    return "/sign";
  }
}

async function carryOut(text, origin) {
  try {
    const answer = await fetch(endpoint(text), {
      method: "POST",
      headers: {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Opener-Origin": origin,
      },
      // As in the real popup, the package is not percent-encoded: a bare + arrives as a blank.
      body: `tbsPackage=${text}`,
    });
    return answer.status === 204 ? undefined : await answer.text();
  } catch {
    return JSON.stringify({ func: "sign", ret_code: 0x7600000d, last_error: 0 });
  }
}

async function receive(event) {
  if (event.source !== site || typeof event.data !== "string" || busy) return;
  busy = true;
  state.textContent = "正在讀取卡片，請稍候。";
  const answer = await carryOut(event.data, event.origin);
  if (answer !== undefined) site.postMessage(answer, event.origin === "null" ? "*" : event.origin);
  window.close();
}

if (site) {
  window.addEventListener("message", receive);
  site.postMessage('{"func":"getTbs"}', "*");
} else {
  state.textContent = "這個視窗要由網站開啟才有作用，可以直接關閉。";
  state.className = "error";
}
