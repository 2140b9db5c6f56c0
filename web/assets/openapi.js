// The page to browse the interface: <div data-openapi-url="…"> becomes Swagger UI with a Chinese hint.
import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle.js';
import 'swagger-ui-dist/swagger-ui.css';
import './openapi.css';

const HINT = '先点 Authorize 填账号密码或访问令牌；展开一个接口，点 Try it out 填参数，再点 Execute 就会真的办理。';

for (const host of document.querySelectorAll('[data-openapi-url]')) {
  const hint = document.createElement('p'), page = document.createElement('div');
  hint.className = 'openapi-hint';
  hint.textContent = HINT;
  host.replaceChildren(hint, page);
  SwaggerUI({
    domNode: page,
    url: host.dataset.openapiUrl,
    docExpansion: 'list',
    defaultModelsExpandDepth: 0,
    deepLinking: true,
    validatorUrl: null, // nothing is sent anywhere else
    onComplete: () => { host.dataset.openapiShown = ''; },
  });
}
