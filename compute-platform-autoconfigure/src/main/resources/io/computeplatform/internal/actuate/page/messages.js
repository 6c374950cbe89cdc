/*
 * Views of rejected messages, if the endpoint computemessages is exposed too.
 */
(function () {
	"use strict";

	const { h, table, facts, pre, field, guarded, button, when, number, link, get, change, again, views } = window.page;

	const LIMIT = 50;

	function url(id) {
		return "computemessages/" + encodeURIComponent(id);
	}

	function act(message) {
		const comment = h("input", { name: "comment", maxlength: "2000" });
		const send = (action, done) => change(url(message.id), { action: action, comment: comment.value }, () => again(done));
		return guarded([
			field("Comment", comment),
			message.whole ? null : h("p", { class: "warning" }, "Its headers or its body are not kept completely: it can't be moved "
				+ "back from here. Take it from the dead-letter queue."),
			h("p", null, [
				message.whole ? button("Move back", () => send("move-back", "The message is back in its queue.")) : null,
				button("Discard", () => send("discard", "The message is discarded.")),
			]),
		]);
	}

	views.messages = (place) => {
		const parameters = { limit: String(LIMIT) };
		["queue", "resolved", "before"].filter((name) => place.parameters[name]).forEach((name) => {
			parameters[name] = place.parameters[name];
		});
		const other = Object.assign({}, place.parameters, { resolved: place.parameters.resolved === "true" ? "" : "true", before: "" });
		return get("computemessages?" + new URLSearchParams(parameters)).then((answer) => ({
			title: "Rejected messages",
			view: [
				h("p", null, "Messages that belong to no job. The dead-letter queue holds them unchanged."),
				table(place.parameters.resolved === "true" ? "Moved back or discarded" : "Rejected messages", [
					["Id", (message) => link(message.id, "message", { id: message.id })],
					["Queue", (message) => message.queue],
					["Message id", (message) => message.messageId],
					["Reason", (message) => message.reason],
					["Times", (message) => number(message.times)],
					["First", (message) => when(message.firstRejectedAt)],
					["Last", (message) => when(message.lastRejectedAt)],
					["Resolution", (message) => message.resolved ? message.resolved.action + " by " + message.resolved.actor : null],
				], answer.messages),
				h("p", null, [
					answer.next ? link("Older", "messages", Object.assign({}, place.parameters, { before: answer.next })) : null,
					" ",
					link(place.parameters.resolved === "true" ? "Open messages" : "Moved back or discarded messages", "messages",
						other),
				]),
			],
		}));
	};
	views.messages.under = "queues";

	views.message = (place) => get(url(place.parameters.id || "")).then((message) => ({
		title: "Rejected message " + message.id,
		view: [
			facts([
				["Queue", link(message.queue, "messages", { queue: message.queue })],
				["Reason", message.reason],
				["Message id", message.messageId],
				["Type", message.type],
				["Times", number(message.times)],
				["First", when(message.firstRejectedAt)],
				["Last", when(message.lastRejectedAt)],
				["Body", number(message.bodySize) + " bytes"],
				["Resolution", message.resolved ? [message.resolved.action + " by " + message.resolved.actor + " at ",
					when(message.resolved.at), message.resolved.comment ? ": " + message.resolved.comment : null] : null],
			]),
			h("h3", null, "Headers"),
			pre("Headers", message.headers),
			h("h3", null, "Body"),
			pre("Body", message.body),
			message.resolved ? null : act(message),
		],
	}));
	views.message.under = "queues";
}());
