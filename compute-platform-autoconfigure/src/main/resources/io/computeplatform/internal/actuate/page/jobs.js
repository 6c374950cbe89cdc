/*
 * Views of failure groups, failed jobs, and a single job with its history.
 */
(function () {
	"use strict";

	const { h, table, facts, pre, field, guarded, button, when, took, number, jobs, shortName, type, indented, link, get,
		change, go, again, views, filters, remember, panel } = window.page;

	const DONE = {
		retry: "The job is queued for one more attempt.",
		discard: "The job is discarded.",
		restore: "The job is failed again.",
	};

	function tries(job) {
		return h("span", { class: "one-line" }, job.tryCount + " of " + job.maxTries);
	}

	/* Link to a bulk operation on all jobs that match. */
	function actOnAll(label, wanted, attributes) {
		return link(label, "act", wanted, Object.assign({ class: "button" }, attributes));
	}

	/* Versions of the first and of the last failure, as far as they are known. */
	function versions(group) {
		return [group.firstVersion && "new in " + group.firstVersion, group.lastVersion && "last in " + group.lastVersion]
			.filter((version) => version).join(", ");
	}

	/* Nothing if no worker has a version. */
	function running(versions) {
		return versions.some((version) => version)
			? h("p", null, "Running: " + versions.map((version) => version || "unknown").join(", ") + ".") : null;
	}

	views.groups = (place) => {
		const wanted = filters(place.parameters);
		return Promise.all([get("failedjobs/groups", wanted), get("failedjobs/count", wanted)]).then(([answer, all]) => {
			const groups = answer.groups;
			groups.forEach((group) => group.queues.forEach((queue) => remember("queue", queue)));
			const inGroup = (group) => Object.assign({}, wanted, { group: group.group });
			return {
				title: "Groups",
				view: [
					panel(place),
					h("p", null, [
						jobs(all.count), " failed for good. ",
						all.count > 0 ? [link("Show", "jobs", wanted, { "aria-label": "Show all of them" }), " ",
							actOnAll("Act on all", wanted)] : null,
					]),
					running(answer.runningVersions),
					groups.length === 0 ? null : table("Failure groups, largest first", [
						["Jobs", (group) => h("strong", null, number(group.count) + " ×")],
						["Failure", (group) => [
							link(group.title, "jobs", inGroup(group)),
							h("span", { class: "message" }, versions(group)),
						]],
						["Since", (group) => when(group.firstSeen)],
						["Last", (group) => when(group.lastSeen)],
						["Queues", (group) => group.queues.join(", ")],
						["Newest", (group) => link("Show", "job/" + group.example, null,
							{ "aria-label": "Show the newest job of " + group.title })],
						["Act", (group) => actOnAll("Act on all", inGroup(group),
							{ "aria-label": "Act on all jobs of " + group.title })],
					], groups),
				],
			};
		});
	};

	views.groups.mend = panel;

	views.jobs = (place) => {
		const wanted = filters(place.parameters);
		const cursor = place.parameters.cursor || "";
		return get("failedjobs", Object.assign({ cursor: cursor }, wanted)).then((answer) => {
			answer.jobs.forEach((job) => {
				remember("queue", job.queue);
				remember("type", job.type);
				remember("exception", job.exceptionClass);
			});
			const to = (label, other) => other
				? link(label, "jobs", Object.assign({ cursor: other }, wanted), { class: "button" }) : null;
			return {
				title: "Jobs",
				view: [
					panel(place),
					answer.jobs.length === 0 ? h("p", null, "No failed job matches.") : [
						h("p", null, [
							actOnAll("Act on all that match", wanted), " ", link("Failure groups", "groups", wanted),
						]),
						table("Failed jobs, newest failure first", [
							["Failure", (job) => [
								link(job.title || shortName(job.exceptionClass) || job.reason, "job/" + job.id),
								h("span", { class: "message" }, job.message),
							]],
							["Failed", (job) => when(job.failedAt)],
							["Queue", (job) => job.queue],
							["Type", (job) => type(job.type)],
							["Tries", (job) => tries(job)],
							["Job", (job) => h("code", null, job.id)],
						], answer.jobs),
						h("nav", { "aria-label": "Pages" }, [
							to("Newer", answer.previous), " ", to("Older", answer.next), " ",
							cursor ? link("Newest", "jobs", wanted) : null,
						]),
					],
				],
			};
		});
	};

	views.jobs.mend = panel;

	function progress(reported) {
		return reported.done + (reported.total > 0 ? " of " + reported.total : "");
	}

	function logLine(line) {
		return line.at + " " + line.level + " " + line.text;
	}

	function attempt(entry, isLast) {
		return [
			h("strong", null, "Try " + entry.tryNumber), " ", entry.reason, " ", when(entry.at), " after ",
			took(entry.startedAt, entry.endedAt), " on ", h("code", null, entry.worker),
			entry.version ? ", version " + entry.version : null,
			entry.exceptionClass
				? h("p", { class: "message" }, entry.exceptionClass + ": " + (entry.message || "")) : null,
			entry.stackTrace ? h("details", { open: isLast }, [
				h("summary", null, "Stack trace of try " + entry.tryNumber),
				pre("Stack trace of try " + entry.tryNumber, entry.stackTrace),
			]) : null,
			entry.progress ? h("p", null, "Progress: " + progress(entry.progress)) : null,
			entry.stackSample ? h("details", { open: isLast && !entry.stackTrace }, [
				h("summary", null, "Last stack sample of try " + entry.tryNumber),
				pre("Last stack sample of try " + entry.tryNumber, entry.stackSample.stackTrace),
			]) : null,
		];
	}

	function action(entry, job) {
		return [
			h("strong", null, entry.action), " by ", entry.actor, " ", when(entry.at),
			entry.comment ? [": ", h("q", null, entry.comment)] : null,
			entry.operation ? [", in ", link("an operation", "operation/" + entry.operation)] : null,
			entry.copy && entry.copy !== job.id ? [", as ", link(entry.copy, "job/" + entry.copy)] : null,
			entry.copy === job.id ? [", from ", link(entry.job, "job/" + entry.job)] : null,
			entry.difference ? pre("Changes", indented(entry.difference)) : null,
		];
	}

	function history(job) {
		const attempts = job.history.filter((entry) => entry.kind === "attempt");
		const last = attempts[attempts.length - 1];
		return h("ol", { class: "history" }, job.history.map((entry) => h("li", { class: entry.kind },
			entry.kind === "attempt" ? attempt(entry, entry === last) : action(entry, job))));
	}

	function actions(job) {
		const comment = h("input", { name: "comment", maxlength: "2000" });
		const url = "failedjobs/" + job.id;
		const send = (body, done) => change(url, Object.assign({ comment: comment.value }, body), done);
		const act = (name) => send({ action: name }, () => again(DONE[name]));
		const payload = h("textarea", { name: "payload", rows: "12", spellcheck: "false" }, indented(job.payload));
		if (job.status === "discarded") {
			return guarded([
				field("Comment", comment), h("p", null, button("Restore", () => act("restore"), "main")),
			]);
		}
		if (job.status !== "failed") {
			return h("p", null, "The job is not failed: there is no action.");
		}
		return [
			guarded([
				field("Comment", comment),
				h("p", null, [
					button("Retry", () => act("retry"), "main"), " ",
					button("Discard", () => act("discard")), " ",
					button("Delete", () => {
						if (window.confirm("Delete this job and its attempts permanently?")) {
							send({ action: "delete" }, () => go("jobs", null, "The job is deleted."));
						}
					}, "danger"),
				]),
			]),
			h("details", null, [
				h("summary", null, "Retry with another payload"),
				guarded([
					field("Payload (*** keeps a masked value)", payload),
					h("p", null, button("Retry edited", () => send({ action: "retry-edited", payload: payload.value },
						(answer) => go("job/" + answer.copy, null, "This copy is queued, the original is discarded.")),
						"main")),
				]),
			]),
		];
	}

	views.job = (place) => get("failedjobs/" + place.id).then((job) => ({
		title: "Job " + job.id,
		view: [
			facts([
				["Status", job.status],
				["Queue", link(job.queue, "jobs", { queue: job.queue })],
				["Type", job.type],
				["Tries", tries(job)],
				["Progress", job.progress && progress(job.progress)],
				["Submitted", when(job.createdAt)],
				["Failed", when(job.failedAt)],
				["Reason", job.reason],
				["Version", job.version],
				["Group", job.group && link(job.title, "jobs", { group: job.group })],
				["Exception", job.exceptionClass],
				["Message", job.message],
			]),
			h("h3", null, "Actions"),
			actions(job),
			h("h3", null, "Payload"),
			job.payload ? pre("Payload", indented(job.payload)) : h("p", null, "Omitted: " + (job.omitted || []).join(" ")),
			job.result ? [h("h3", null, "Result"), pre("Result", indented(job.result))] : null,
			job.status === "in-progress" && job.stackSample
				? [h("h3", null, "Stack"), pre("Stack", job.stackSample.stackTrace)] : null,
			job.log ? [h("h3", null, "Log"), pre("Log", job.log.map(logLine).join("\n"))] : null,
			h("h3", null, "History"),
			history(job),
		],
	}));
	views.job.needsId = true;
	views.job.under = "jobs";
}());
