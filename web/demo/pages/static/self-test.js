// Show what the component finds, and sign a throw-away text when asked.
const found = document.getElementById("found");
const slot = document.getElementById("slot");
const trial = document.getElementById("trial");
const pin = document.getElementById("pin");
const outcome = document.getElementById("outcome");

function line(text) {
  const item = document.createElement("li");
  item.textContent = text;
  return item;
}

function describe(token) {
  if (token === null) return "沒有卡片";
  return token instanceof Object ? `卡號 ${token.serialNumber}` : "無法辨識的卡片";
}

async function detect() {
  const answer = await (await fetch("/pkcs11info")).json();
  const readers = answer.slots.map((each) => `${each.slotDescription}：${describe(each.token)}`);
  found.replaceChildren(
    line(`元件執行中，版本 ${answer.serverVersion}`),
    ...(readers.length ? readers : ["沒有讀卡機"]).map(line),
  );
  slot.replaceChildren(...answer.slots.map((each) => new Option(each.slotDescription)));
}

trial.addEventListener("submit", async (event) => {
  event.preventDefault();
  const request = {
    func: "MakeSignature",
    signatureType: "PKCS7",
    hashAlgorithm: "SHA256",
    tbs: "self test",
    tbsEncoding: "NONE",
    pin: encodeURIComponent(pin.value),
    slotDescription: slot.value,
  };
  pin.value = "";
  const answer = await (
    await fetch("/sign", {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: `tbsPackage=${JSON.stringify(request)}`,
    })
  ).json();
  const reason = [answer.message, answer.message2].filter(Boolean).join("：");
  outcome.textContent = answer.ret_code === 0 ? `簽章成功，卡號 ${answer.cardSN}` : reason;
  outcome.className = answer.ret_code === 0 ? "" : "error";
});

detect();
