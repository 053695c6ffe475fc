// Tell the opener what the person decided; like the real page's, the answer has no `func`.
const CANCELLED = 0x76000999;
const question = document.getElementById("question");

function finish(answer, words) {
  if (window.opener) {
    window.opener.postMessage(answer, "*");
    window.close();
  }
  // Still here: opened from the address bar.
  question.replaceChildren(words);
}

question.addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await fetch("/addDomain", {
    method: "POST",
    body: new URLSearchParams(new FormData(question)),
  });
  const text = await answer.text();
  finish(text, answer.ok && JSON.parse(text).ret_code === 0 ? "已加入信任清單。" : "無法加入信任清單。");
});

// Before this the browser itself would have sent the form, and nobody told the opener.
question.querySelector(".main").disabled = false;

document.getElementById("cancel").addEventListener("click", () => {
  finish(JSON.stringify({ ret_code: CANCELLED }), "未加入信任清單。");
});
