// Passkeys. A form with `data-passkey` ("create" or "get") asks the browser by its `data-options` when it is sent, and goes on with the browser's
// answer in its field `answer`. A refusal is sent on without one: the page then says what to do.
const FORM = "form[data-passkey]";
const asked = new WeakSet();

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const withId = (one) => ({ ...one, id: bytes(one.id) });

// As a browser wants it: what travels as text are bytes.
function forBrowser(options) {
  const found = { ...options, challenge: bytes(options.challenge) };
  if (options.user) found.user = withId(options.user);
  if (options.excludeCredentials) found.excludeCredentials = options.excludeCredentials.map(withId);
  if (options.allowCredentials) found.allowCredentials = options.allowCredentials.map(withId);
  return found;
}

function forServer(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {} });
}

document.addEventListener("submit", async (event) => {
  const { target: form } = event;
  if (event.defaultPrevented || !form.matches(FORM) || asked.has(form)) return;
  event.preventDefault();
  asked.add(form);
  const publicKey = forBrowser(JSON.parse(form.dataset.options));
  try {
    const made = await navigator.credentials[form.dataset.passkey]({ publicKey });
    form.elements.answer.value = forServer(made);
  } catch {
    form.elements.answer.value = "";
  }
  form.submit();
});
