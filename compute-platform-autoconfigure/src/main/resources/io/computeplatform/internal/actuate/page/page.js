/*
 * Functions that the views share: elements, requests, times, and navigation. Responses of
 * the server become text, never markup.
 */
(function () {
	"use strict";

	const ID = /^[0-9a-fA-F-]{36}$/;

	const views = Object.create(null);

	let turn = 0;

	let changing = false;

	let pending = "";

	function isNothing(value) {
		return value === null || value === undefined;
	}

	function add(element, child) {
		if (Array.isArray(child)) {
			child.forEach((each) => add(element, each));
		}
		else if (child instanceof Node) {
			element.appendChild(child);
		}
		else if (!isNothing(child)) {
			element.appendChild(document.createTextNode(String(child)));
		}
	}

	function h(tag, attributes, children) {
		const element = document.createElement(tag);
		Object.entries(attributes || {}).forEach(([name, value]) => {
			if (name.startsWith("on")) {
				element.addEventListener(name.substring(2), value);
			}
			else if (!isNothing(value) && value !== false) {
				element.setAttribute(name, value === true ? "" : value);
			}
		});
		add(element, children);
		return element;
	}

	function fill(element, children) {
		element.textContent = "";
		add(element, children);
		return element;
	}

	/* Replaces the children, unless one of them has the focus, which would be lost. */
	function refill(element, children) {
		return element.contains(document.activeElement) ? element : fill(element, children);
	}

	function wrapped(content) {
		return isNothing(content) ? null : h("div", null, content);
	}

	function table(caption, columns, rows) {
		// The roles, because on phones rows are displayed as blocks, which browsers do not expose as a table.
		return h("table", { role: "table" }, [
			h("caption", null, caption),
			h("thead", { role: "rowgroup" }, h("tr", { role: "row" },
				columns.map(([label]) => h("th", { role: "columnheader", scope: "col" }, label)))),
			h("tbody", { role: "rowgroup" }, rows.map((row) => h("tr", { role: "row" },
				columns.map(([label, cell]) => h("td", { role: "cell", "data-label": label }, wrapped(cell(row))))))),
		]);
	}

	function facts(pairs) {
		return h("dl", null, pairs.map(([label, value]) => isNothing(value) || value === "" ? null
			: h("div", null, [h("dt", null, label), h("dd", null, value)])));
	}

	function pre(label, text) {
		return h("pre", { tabindex: "0", role: "region", "aria-label": label }, text);
	}

	function field(label, input) {
		return h("label", null, [h("span", null, label), input]);
	}

	function form(submit, children) {
		return h("form", {
			onsubmit: (event) => {
				event.preventDefault();
				submit(event);
			},
		}, children);
	}

	/* A form that only its buttons submit: Enter in a field must not make an unintended change. */
	function guarded(children) {
		return form(() => {}, children);
	}

	function button(label, click, kind) {
		return h("button", {
			type: "button",
			class: kind,
			onclick: (event) => {
				const around = event.currentTarget.form;
				const wrong = around && Array.from(around.elements)
					.find((each) => each.willValidate && !each.checkValidity());
				if (wrong) {
					complain({ text: "Nothing was done. " + wrong.closest("label").firstChild.textContent + ": "
						+ wrong.validationMessage });
					wrong.focus();
				}
				else {
					click();
				}
			},
		}, label);
	}

	function date(time) {
		// Not each engine parses microseconds.
		return new Date(time.replace(/(\.\d{3})\d+/, "$1"));
	}

	function two(number) {
		return String(number).padStart(2, "0");
	}

	function local(time) {
		const at = date(time);
		return at.getFullYear() + "-" + two(at.getMonth() + 1) + "-" + two(at.getDate()) + "T" + two(at.getHours()) + ":"
			+ two(at.getMinutes()) + ":" + two(at.getSeconds());
	}

	function when(time) {
		if (!time) {
			return null;
		}
		const [day, clock] = local(time).split("T");
		const today = local(new Date().toISOString()).split("T")[0];
		return h("time", { datetime: time, title: time }, day === today ? clock : day + " " + clock);
	}

	function took(start, end) {
		const millis = date(end) - date(start);
		if (millis < 60000) {
			return millis < 1000 ? millis + " ms" : (millis / 1000).toFixed(1) + " s";
		}
		return Math.floor(millis / 60000) + " min " + Math.floor(millis % 60000 / 1000) + " s";
	}

	function number(value) {
		return isNothing(value) ? null : value.toLocaleString("en");
	}

	function jobs(count) {
		return number(count) + (count === 1 ? " job" : " jobs");
	}

	function shortName(className) {
		return className ? className.substring(className.lastIndexOf(".") + 1) : null;
	}

	function type(className) {
		return h("span", { title: className }, shortName(className));
	}

	/* Indents JSON that is not too long, without parsing it: numbers keep their precision. */
	function indented(json) {
		if (!json || json.length > 100000 || parsed(json) === undefined) {
			return json;
		}
		let depth = 0;
		const line = () => "\n" + "  ".repeat(Math.min(depth, 10));
		return json.replace(/"(?:[^"\\]+|\\.)*"|\s+|[{[]\s*[}\]]|[{[]|[}\]]|[,:]/g, (token) => {
			switch (token) {
				case "{":
				case "[":
					depth++;
					return token + line();
				case "}":
				case "]":
					depth--;
					return line() + token;
				case ",":
					return token + line();
				case ":":
					return ": ";
				default:
					return token.trim() === "" ? "" : token;
			}
		});
	}

	function hash(path, parameters) {
		const query = new URLSearchParams(parameters || {}).toString();
		return "#" + path + (query ? "?" + query : "");
	}

	function link(label, path, parameters, attributes) {
		return h("a", Object.assign({ href: hash(path, parameters) }, attributes), label);
	}

	function here() {
		const [path, query] = (location.hash.substring(1) || "groups").split("?");
		const [name, id] = path.split("/");
		const isKnown = views[name] && (!views[name].needsId || ID.test(id));
		const parameters = {};
		new URLSearchParams(query || "").forEach((value, key) => {
			parameters[key] = value;
		});
		return { name: isKnown ? name : "groups", id: id, parameters: parameters };
	}

	function token() {
		const cookie = document.cookie.split("; ").find((each) => each.startsWith("XSRF-TOKEN="));
		return cookie && decodeURIComponent(cookie.substring("XSRF-TOKEN=".length));
	}

	function parsed(text) {
		try {
			return text ? JSON.parse(text) : null;
		}
		catch (error) {
			return undefined;
		}
	}

	function reason(method, url, status, answer) {
		const endpoint = url.split(/[/?]/)[0];
		const said = answer && answer.message;
		const nothing = method === "POST" ? "Nothing was done: " : "";
		switch (status) {
			case 0:
				return nothing + "the application does not respond.";
			case 401:
				return nothing + "you are not logged in (401).";
			case 403:
				return method === "GET" ? "You may not see this (403)."
					: nothing + "you may not change this (403)." + (token() ? ""
						: " If you may, the application expects a CSRF token, and there is no cookie XSRF-TOKEN.");
			case 404:
			case 405:
				// A default error response of the application has a timestamp, and no useful message.
				if (said && !answer.timestamp) {
					return nothing + said;
				}
				return method === "POST"
					? nothing + "changes are disabled (" + status + "). management.endpoint." + endpoint
						+ ".access=unrestricted enables them."
					: "Not found (" + status + "). Is the endpoint " + endpoint + " exposed?";
			default:
				return nothing + (said || (answer && answer.detail) || "the application responds with " + status + ".");
		}
	}

	function ask(method, url, body) {
		return new Promise((resolve, reject) => {
			const request = new XMLHttpRequest();
			const refuse = (status, answer) => reject({ status: status, text: reason(method, url, status, answer) });
			request.open(method, url);
			request.setRequestHeader("Accept", "application/json");
			if (body) {
				request.setRequestHeader("Content-Type", "application/json");
				if (token()) {
					request.setRequestHeader("X-XSRF-TOKEN", token());
				}
			}
			request.onload = () => {
				const answer = parsed(request.responseText);
				if (request.status < 200 || request.status > 299) {
					refuse(request.status, answer);
				}
				else if (answer === undefined) {
					// Most likely a login page.
					refuse(401);
				}
				else {
					resolve(answer);
				}
			};
			request.onerror = () => refuse(0);
			request.send(body ? JSON.stringify(body, (key, value) => value === "" ? undefined : value) : null);
		});
	}

	function get(url, parameters) {
		const query = new URLSearchParams(parameters || {}).toString();
		return ask("GET", url + (query ? "?" + query : ""));
	}

	/* Sends a change, and shows an error if it fails. A second click meanwhile has no effect. */
	function change(url, body, done) {
		if (changing) {
			return;
		}
		changing = true;
		say("");
		ask("POST", url, Object.assign({ actor: document.getElementById("actor").value.trim() }, body)).finally(() => {
			changing = false;
		}).then(done).catch(complain);
	}

	function say(text) {
		document.getElementById("done").textContent = text;
		document.getElementById("problem").textContent = "";
	}

	function complain(problem) {
		document.getElementById("done").textContent = "";
		document.getElementById("problem").textContent = problem.text || String(problem);
	}

	function show(isNavigation) {
		const place = here();
		const mine = ++turn;
		const main = document.getElementById("main");
		const text = pending;
		pending = "";
		place.isShown = () => mine === turn;
		document.querySelectorAll("header nav a").forEach((each) => {
			if (each.getAttribute("href") === "#" + (views[place.name].under || place.name)) {
				each.setAttribute("aria-current", "page");
			}
			else {
				each.removeAttribute("aria-current");
			}
		});
		main.setAttribute("aria-busy", "true");
		views[place.name](place).then((content) => {
			if (place.isShown()) {
				const heading = h("h2", { tabindex: "-1" }, content.title);
				document.title = content.title + " - Failed jobs";
				fill(main, [heading, content.view]);
				say(text);
				if (isNavigation) {
					heading.focus();
				}
			}
		}).catch((problem) => {
			if (place.isShown()) {
				// A filter that is refused can be corrected.
				fill(main, views[place.name].mend ? views[place.name].mend(place) : null);
				complain(problem);
			}
		}).then(() => {
			if (place.isShown()) {
				main.removeAttribute("aria-busy");
			}
		});
	}

	/* Shows a view with a message. */
	function go(path, parameters, text) {
		pending = text;
		if (location.hash === hash(path, parameters)) {
			show(false);
		}
		else {
			location.hash = hash(path, parameters);
		}
	}

	/* Reloads the view. */
	function again(text) {
		pending = text || "";
		show(false);
	}

	/* Calls every two seconds, while the view is shown, the tab is visible, and the call returns true. */
	function repeat(place, call) {
		setTimeout(() => {
			if (place.isShown()) {
				(document.hidden ? Promise.resolve(true) : call()).then((goesOn) => {
					if (goesOn) {
						repeat(place, call);
					}
				}).catch((problem) => {
					if (place.isShown()) {
						complain(problem);
					}
				});
			}
		}, 2000);
	}

	window.page = {
		h, refill, table, facts, pre, field, form, guarded, button, date, local, when, took, number, jobs, shortName, type,
		indented, link, get, change, go, again, repeat, views,
	};

	document.addEventListener("DOMContentLoaded", () => {
		window.addEventListener("hashchange", () => show(true));
		document.getElementById("refresh").addEventListener("click", () => again());
		show(false);
	});
}());
