// Asks the browser for a passkey on the page to sign in. Without it the password does.
(() => {
  const box = document.getElementById("passkey");
  const problem = document.getElementById("passkey-problem");
  if (!box || !window.PublicKeyCredential) return;
  box.hidden = false;
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => (buffer ? btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "") : undefined);
  const post = async (path, body) => {
    const answer = await fetch(`/desk/api/v1${path}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: body && JSON.stringify(body) });
    const got = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(got.detail || "The server does not answer. Try again.");
    return got;
  };
  box.querySelector("button").addEventListener("click", async (event) => {
    problem.textContent = "";
    try {
      const { asks, options } = await post("/passkeys/ask");
      const key = await navigator.credentials.get({ publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials: [] } });
      const { authenticatorData, clientDataJSON, signature, userHandle } = key.response;
      const response = { authenticatorData: text(authenticatorData), clientDataJSON: text(clientDataJSON), signature: text(signature), userHandle: text(userHandle) };
      await post("/sessions/passkey", { asks, response: { id: key.id, rawId: text(key.rawId), type: key.type, clientExtensionResults: {}, response } });
      location.assign(event.target.dataset.next);
    } catch (error) {
      problem.textContent = error.name === "NotAllowedError" ? "No passkey was shown. Try again, or use your password." : error.message;
    }
  });
})();
