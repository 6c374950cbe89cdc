/*
 * Views that start, show and control bulk operations, and the audit log.
 */
(function () {
	"use strict";

	const { h, refill, table, facts, field, guarded, button, when, number, jobs, link, get, change, go, again, repeat,
		views, filters, chips } = window.page;

	const ENDED = {
		done: "",
		submitted: ": some of its retried jobs have not ended",
		aborted: "",
		stopped: ": too many jobs of its canary failed again, the others are unchanged",
	};

	const PAGE = 50;

	/* The form for a bulk operation: the shown count becomes its expected count. */
	views.act = (place) => {
		const wanted = filters(place.parameters);
		return get("failedjobs/count", wanted).then((answer) => {
			const expected = answer.count;
			const count = (max) => h("input", { type: "number", min: "1", max: max });
			const perSecond = count();
			const canaryJobs = count("10000");
			const canaryPercent = count("100");
			const awaitedVersion = h("input", { maxlength: "100" });
			const awaited = field("Version to wait for (empty: start at once)", awaitedVersion);
			const comment = h("input", { name: "comment", maxlength: "2000" });
			const canary = h("fieldset", null, [
				h("legend", null, "Canary"),
				h("div", { class: "grid" }, [
					field("Jobs that go first", canaryJobs),
					field("Percent of them that must complete", canaryPercent),
				]),
			]);
			let action;
			const choose = (name) => {
				action = name;
				canary.hidden = name !== "retry";
				awaited.hidden = name !== "retry";
				submit.textContent = name.charAt(0).toUpperCase() + name.substring(1) + " " + jobs(expected);
				submit.className = name === "delete" ? "danger" : "main";
			};
			const choice = (name, label) => h("label", { class: "choice" }, [
				h("input", { type: "radio", name: "action", value: name, checked: name === "retry",
					onchange: () => choose(name) }),
				" " + label,
			]);
			const start = () => {
				if (action === "delete" && !window.confirm("Delete " + jobs(expected) + " and their attempts permanently?")) {
					return;
				}
				change("failedjobs", Object.assign({
					action: action,
					expectedCount: expected,
					perSecond: perSecond.value,
					canaryJobs: action === "retry" ? canaryJobs.value : "",
					canaryPercent: action === "retry" ? canaryPercent.value : "",
					awaitedVersion: action === "retry" ? awaitedVersion.value : "",
					comment: comment.value,
				}, wanted), (started) => go("operation/" + started.operation, null, "The operation has started."));
			};
			const submit = button("", start);
			choose("retry");
			return {
				title: "Bulk operation",
				view: [
					chips(place),
					h("p", null, [
						"This is about exactly ", h("strong", null, jobs(expected)),
						Object.keys(wanted).length === 0 ? ": all that are failed. " : ". ",
						link("Show them", "jobs", wanted), " ", button("Count again", () => again()),
					]),
					expected === 0 ? null : guarded([
						h("fieldset", null, [
							h("legend", null, "Action"),
							choice("retry", "Retry: one more attempt each"),
							choice("discard", "Discard: nothing more is to be done"),
							choice("delete", "Delete: with their attempts, permanently"),
						]),
						canary,
						awaited,
						field("Maximum per second (empty: no limit)", perSecond),
						field("Comment", comment),
						h("p", null, submit),
					]),
				],
			};
		});
	};
	views.act.under = "jobs";
	views.act.mend = chips;

	function isRunning(operation) {
		return operation.status === "running";
	}

	function changesByItself(operation) {
		return isRunning(operation) || operation.status === "waiting" || operation.status === "submitted";
	}

	function progress(operation) {
		const through = operation.acted + operation.skipped;
		return [
			h("progress", { max: Math.max(operation.total, 1), value: through, "aria-label": "Processed jobs" }),
			" " + number(through) + " of " + number(operation.total),
		];
	}

	function jobLink(id) {
		return link(h("code", null, id), "job/" + id);
	}

	function query(operation) {
		const conditions = Object.entries(operation.query).map(([key, value]) => key + ": " + value);
		return link(conditions.join(", ") || "all", "jobs", operation.query);
	}

	views.operations = (place) => {
		const list = h("div");
		const load = () => get("failedjobs/operations").then((answer) => {
			refill(list, answer.operations.length === 0 ? h("p", null, "There are no operations.")
				: table("Bulk operations, newest first", [
					["Started", (operation) => link(when(operation.startedAt), "operation/" + operation.id)],
					["Action", (operation) => operation.action],
					["Status", (operation) => operation.status],
					["Progress", progress],
					["Failed jobs with", query],
				], answer.operations));
			return answer.operations.some((operation) => isRunning(operation) || operation.status === "waiting");
		});
		return load().then((goesOn) => {
			if (goesOn) {
				repeat(place, load);
			}
			return { title: "Operations", view: list };
		});
	};

	function outcomes(operation) {
		return Object.entries(operation.outcomes).map(([status, count]) => number(count) + " " + status).join(", ");
	}

	function state(operation) {
		return facts([
			["Action", operation.action],
			["Failed jobs with", query(operation)],
			["Status", operation.status + (ENDED[operation.status] || "")],
			["Progress", progress(operation)],
			["Skipped", operation.skipped > 0
				? number(operation.skipped) + ", no longer failed or failed anew" : null],
			["Outcomes", outcomes(operation)],
			["Maximum per second", number(operation.perSecond)],
			["Canary", operation.canaryJobs && jobs(operation.canaryJobs) + " first, of which " + operation.canaryPercent
				+ " % must complete"],
			["Awaited version", operation.awaitedVersion],
			["Started", when(operation.startedAt)],
			["Ended", when(operation.finishedAt)],
		]);
	}

	views.operation = (place) => {
		const url = "failedjobs/operations/" + place.id;
		const after = place.parameters.after || "";
		const said = h("p", { role: "status", class: "hidden" });
		const now = h("div");
		const list = h("div");
		const comment = h("input", { name: "comment", maxlength: "2000" });
		const control = (action, done) => button(action.charAt(0).toUpperCase() + action.substring(1),
			() => change(url, { action: action, comment: comment.value }, () => again(done)));
		const pause = control("pause", "The operation is paused.");
		const resume = control("resume", "The operation is resumed.");
		const abort = control("abort", "The operation is aborted. What was done stays done.");
		const controls = guarded([field("Comment", comment), h("p", null, [pause, " ", resume, " ", abort])]);
		const load = () => get(url, { after: after }).then((operation) => {
			const last = operation.jobs[operation.jobs.length - 1];
			refill(now, state(operation));
			said.textContent = operation.status;
			controls.hidden = operation.status in ENDED;
			pause.hidden = !isRunning(operation);
			resume.hidden = operation.status !== "paused";
			refill(list, [
				table("Jobs, oldest failure first", [
					["Position", (job) => number(job.position)],
					["Job", (job) => job.status ? jobLink(job.job) : h("code", null, job.job)],
					["Result", (job) => job.result],
					["Acted on", (job) => when(job.actedAt)],
					["Status now", (job) => job.status || "deleted"],
				], operation.jobs),
				h("nav", { "aria-label": "Pages" }, [
					after ? link("First", "operation/" + place.id, null, { class: "button" }) : null, " ",
					last && last.position < operation.total
						? link("Next", "operation/" + place.id, { after: last.position }, { class: "button" }) : null,
				]),
			]);
			// Retried jobs may still be queued or running after the last batch.
			return changesByItself(operation);
		});
		return load().then((goesOn) => {
			if (goesOn) {
				repeat(place, load);
			}
			return { title: "Operation", view: [said, now, controls, h("h3", null, "Jobs"), list] };
		});
	};
	views.operation.needsId = true;
	views.operation.under = "operations";

	function about(record) {
		if (record.job) {
			return jobLink(record.job);
		}
		if (record.queue) {
			return ["queue ", record.queue, record.toQueue ? [", ", jobs(record.jobs), " to ", record.toQueue] : null];
		}
		return [link("an operation", "operation/" + record.operation), " on ", jobs(record.jobs)];
	}

	views.record = (place) => {
		const before = place.parameters.before || "";
		return get("failedjobs/actions", { limit: PAGE, before: before }).then((answer) => {
			const last = answer.actions[answer.actions.length - 1];
			return {
				title: "Audit log",
				view: [
					table("Audit entries, newest first", [
						["Time", (record) => when(record.at)],
						["Actor", (record) => record.actor],
						["Action", (record) => record.action],
						["Target", about],
						["Comment", (record) => record.comment],
					], answer.actions),
					h("nav", { "aria-label": "Pages" }, [
						before ? link("Newest", "record", null, { class: "button" }) : null, " ",
						answer.actions.length === PAGE
							? link("Older", "record", { before: last.number }, { class: "button" }) : null,
					]),
				],
			};
		});
	};
}());
