// Files go up one by one as soon as they are chosen or dropped; the form waits for them.

for (const place of document.querySelectorAll("[data-files]")) {
  const { form, dataset } = place;
  const find = (name, within = place) => within.querySelector(`[data-files-${name}]`);
  const input = find("input");
  const waiting = [];
  const broken = new Set();
  let going;
  let isHeld = false;

  function show({ file, row }, text, isError = false, again = false) {
    const state = find("state", row);
    state.textContent = text;
    state.className = isError ? "error" : "small";
    find("bar", row).hidden = isError;
    find("bar", row).value = parseInt(text) || 0;
    find("again", row).hidden = !again;
    if (isError) find("said").textContent = `${file.name}: ${text}`;
  }

  function refuse(entry, sentence, again) {
    if (again) broken.add(entry);
    show(entry, sentence, true, again);
    next();
  }

  function send(entry) {
    const body = new FormData(form);
    for (const name of [...body.keys()]) if (!["csrf_token", "key", "file"].includes(name)) body.delete(name);
    body.append("files", entry.file);
    const request = entry.request = new XMLHttpRequest();
    request.open("POST", dataset.files);
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => show(entry, `${Math.floor(100 * loaded / total)} %`);
    request.onerror = () => refuse(entry, dataset.brokeOff, true);
    request.onload = () => {
      const { status, response } = request;
      if (status !== 200) return refuse(entry, response?.detail ?? dataset.brokeOff, status === 429 || status > 499);
      entry.row.outerHTML = response.rows;
      find("said").textContent = `${entry.file.name} is attached.`;
      next();
    };
    show(entry, "0 %");
    request.send(body);
  }

  function next() {
    going = waiting.shift();
    if (going) send(going);
    else if (isHeld) {
      isHeld = false;
      form.requestSubmit();
    }
  }

  function enqueue(entry) {
    broken.delete(entry);
    waiting.push(entry);
    show(entry, dataset.waits);
    if (!going) next();
  }

  function drop(entry) {
    entry.request?.abort();
    broken.delete(entry);
    if (waiting.includes(entry)) waiting.splice(waiting.indexOf(entry), 1);
    entry.row.remove();
    input.focus();
    if (entry === going) next();
  }

  function add(files) {
    for (const file of files) {
      const row = find("going").content.firstElementChild.cloneNode(true);
      const entry = { file, row };
      find("name", row).textContent = file.name;
      find("again", row).onclick = () => enqueue(entry);
      find("end", row).onclick = () => drop(entry);
      find("list").append(row);
      if (file.size > dataset.most) show(entry, dataset.tooLarge, true);
      else enqueue(entry);
    }
  }

  function hold(event, sentence) {
    event.preventDefault();
    event.stopImmediatePropagation();
    form.querySelector("[data-sending-said]").textContent = sentence;
  }

  input.onchange = () => {
    add([...input.files]);
    input.value = "";
  };
  // Before everything else that looks at the form being sent.
  form.addEventListener("submit", (event) => {
    if (going) {
      isHeld = true;
      hold(event, dataset.waiting);
    } else if (broken.size) {
      broken.clear(); // Who presses again is let through.
      hold(event, dataset.broken);
    }
  }, true);
  find("drop").hidden = false;
  place.ondragover = place.ondragleave = place.ondrop = (event) => {
    event.preventDefault();
    place.classList.toggle("over", event.type === "dragover");
    if (event.type === "drop") add(event.dataTransfer.files);
  };
}
