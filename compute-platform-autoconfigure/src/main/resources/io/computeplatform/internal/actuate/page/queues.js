/*
 * Views of the queues, if the endpoint computequeues is exposed too.
 */
(function () {
	"use strict";

	const { h, table, field, guarded, button, when, number, link, get, change, again, views, remember } = window.page;

	const BATCH = 1000;

	function url(name) {
		return "computequeues/" + encodeURIComponent(name);
	}

	function pause(names) {
		const queue = h("select", { name: "queue" }, names.map((name) => h("option", { value: name }, name)));
		const comment = h("input", { name: "comment", required: true, maxlength: "1000" });
		return guarded([
			h("h3", null, "Pause a queue, for all instances"),
			field("Queue", queue),
			field("Comment", comment),
			h("p", null, button("Pause", () => change(url(queue.value), { action: "pause", comment: comment.value },
				() => again("The queue is paused.")))),
		]);
	}

	function paused(queue) {
		return queue.paused ? [
			"since ", when(queue.paused.since), queue.paused.actor ? " by " + queue.paused.actor : null, ": ", queue.paused.comment, " ",
			button("Resume " + queue.name, () => change(url(queue.name), { action: "resume" },
				() => again("The queue is resumed."))),
		] : null;
	}

	/* Moves batch after batch until there are no more jobs. */
	function moveAll(from, body, before) {
		change(url(from), body, (answer) => {
			const moved = before + answer.moved;
			if (answer.moved === BATCH) {
				moveAll(from, body, moved);
			}
			else {
				again(number(moved) + (moved === 1 ? " job was" : " jobs were") + " moved.");
			}
		});
	}

	function move(sources, targets) {
		if (!sources.some((source) => targets.some((target) => target !== source))) {
			return null;
		}
		const from = h("select", { name: "from" }, sources.map((name) => h("option", { value: name }, name)));
		const other = targets.find((name) => name !== sources[0]);
		const to = h("select", { name: "to" }, targets.map((name) => h("option", { value: name, selected: name === other }, name)));
		const comment = h("input", { name: "comment", required: true, maxlength: "2000" });
		return guarded([
			h("h3", null, "Move queued and failed jobs to another queue"),
			field("From", from),
			field("To", to),
			field("Comment on the move", comment),
			h("p", null, button("Move", () => moveAll(from.value,
				{ action: "move", to: to.value, limit: BATCH, comment: comment.value }, 0))),
		]);
	}

	function repair() {
		const comment = h("input", { name: "comment", maxlength: "2000" });
		return guarded([
			h("h3", null, "Repair dead letters: publish missing ones again, remove stale ones"),
			field("Comment on the repair", comment),
			h("p", null, button("Repair", () => change("computequeues", { action: "repair", comment: comment.value }, (answer) => {
				const all = Object.values(answer.repaired);
				const sum = (what) => number(all.reduce((count, balance) => count + balance[what], 0));
				again(sum("missing") + " missing are published again, " + sum("stale") + " stale were removed, "
					+ sum("foreign") + " foreign are left.");
			}))),
		]);
	}

	function unserved(held) {
		const queues = Object.keys(held).map((name) => Object.assign({ name: name }, held[name]));
		return queues.length === 0 ? null : [
			h("p", { class: "warning" }, "No live worker serves these queues, which hold jobs. Start an instance with an "
				+ "executor for them, or move their jobs."),
			table("Unserved queues", [
				["Queue", (queue) => link(queue.name, "queuerecord", { queue: queue.name })],
				["Queued", (queue) => number(queue.queued)],
				["In progress, worker lost", (queue) => number(queue.inProgress)],
				["Failed, dead letter pending", (queue) => number(queue.deadLetters)],
			], queues),
		];
	}

	views.queuerecord = (place) => get(url(place.parameters.queue || "")).then((answer) => ({
		title: "Queue " + place.parameters.queue,
		view: table("Audit entries, newest first", [
			["Time", (record) => when(record.at)],
			["Actor", (record) => record.actor],
			["Action", (record) => record.action],
			["Jobs", (record) => record.toQueue ? number(record.jobs) + " from " + record.queue + " to " + record.toQueue
				: record.jobs ? number(record.jobs) : null],
			["Message", (record) => record.message ? link(record.message, "message", { id: record.message }) : null],
			["Comment", (record) => record.comment],
		], answer.actions),
	}));
	views.queuerecord.under = "queues";

	function withoutExecutor(queue) {
		return queue.withoutExecutor ? Object.keys(queue.withoutExecutor).map((type) => h("div", null,
			[number(queue.withoutExecutor[type]), " × ", type])) : null;
	}

	views.queues = () => get("computequeues").then((answer) => {
		const names = Object.keys(answer.queues);
		const queues = names.map((name) => Object.assign({ name: name }, answer.queues[name]));
		names.forEach((name) => remember("queue", name));
		return {
			title: "Queues",
			view: [
				answer.problems.map((problem) => h("p", { class: "warning" }, problem)),
				unserved(answer.unserved),
				table("Queues", [
					["Queue", (queue) => link(queue.name, "queuerecord", { queue: queue.name })],
					["Queued", (queue) => number(queue.queued)],
					["Due", (queue) => number(queue.due)],
					["In progress", (queue) => number(queue.inProgress)],
					["Failed", (queue) => queue.failed ? link(number(queue.failed), "groups", { queue: queue.name })
						: number(queue.failed)],
					["Dead letters", (queue) => number(queue.deadLetters)],
					["Pending messages", (queue) => number(queue.pending)],
					["Rejected", (queue) => queue.rejected ? link(number(queue.rejected), "messages", { queue: queue.name })
						: null],
					["No executor", withoutExecutor],
					["Consumers", (queue) => number(queue.consumers)],
					["Breaker", (queue) => queue.breaker],
					["Paused", paused],
				], queues),
				names.length === 0 ? null : [
					pause(names),
					repair(),
					move(Object.keys(answer.unserved).concat(names.filter((name) => !answer.unserved[name])), names),
				],
			],
		};
	});
}());
