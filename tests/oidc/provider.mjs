// A certified OpenID provider on a port of this machine, for tests. It signs in whoever the request's `login_hint` names, without asking; the groups and
// how somebody signed in follow the name: "ada+scorers+mfa" is Ada, of the group "scorers", who used a second step.
import http from "node:http";
import Provider from "oidc-provider";

const [port, redirect] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

const told = new Map(); // what is said of somebody, by name, since they last came

const provider = new Provider(issuer, {
  clients: [{ client_id: "careprofile", client_secret: "a secret of the tests alone", redirect_uris: [redirect], token_endpoint_auth_method: "client_secret_basic" }],
  claims: { openid: ["sub", "amr"], profile: ["preferred_username"], groups: ["groups"] },
  scopes: ["openid", "groups"],
  features: { devInteractions: { enabled: false } },
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  pkce: { required: () => true },
  cookies: { keys: ["a key of the tests alone"] },
  async findAccount(ctx, id) {
    return { accountId: id, claims: () => ({ sub: id, preferred_username: id, ...told.get(id) }) };
  },
});

const answer = provider.callback();
http
  .createServer(async (request, response) => {
    if (!request.url.startsWith("/interaction/")) return answer(request, response);
    const { params } = await provider.interactionDetails(request, response);
    const [accountId, ...rest] = params.login_hint.split("+");
    told.set(accountId, { groups: rest.filter((one) => one !== "mfa"), amr: rest.includes("mfa") ? ["pwd", "mfa"] : ["pwd"] });
    const grant = new provider.Grant({ accountId, clientId: params.client_id });
    grant.addOIDCScope("openid profile groups");
    const grantId = await grant.save();
    return provider.interactionFinished(request, response, { login: { accountId }, consent: { grantId } });
  })
  .listen(Number(port), "127.0.0.1", () => console.log("ready"));
