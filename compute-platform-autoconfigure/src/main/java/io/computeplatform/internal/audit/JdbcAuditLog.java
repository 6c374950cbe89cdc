package io.computeplatform.internal.audit;

import java.util.List;

import io.computeplatform.audit.AuditEntry;
import io.computeplatform.audit.AuditLog;
import io.computeplatform.internal.store.AdminReads;
import io.computeplatform.internal.support.Limits;
import io.computeplatform.internal.text.PlainText;
import org.jspecify.annotations.Nullable;

final class JdbcAuditLog implements AuditLog {

	private static final int MAX_QUEUE = 255;

	private final AuditRows rows;

	private final AdminReads reads;

	JdbcAuditLog(AuditRows rows, AdminReads reads) {
		this.rows = rows;
		this.reads = reads;
	}

	@Override
	public List<AuditEntry> entries(int limit, @Nullable Long before) {
		return this.reads.read(() -> this.rows.newest(Limits.check(limit), before));
	}

	@Override
	public List<AuditEntry> entriesOfQueue(String queue, int limit) {
		PlainText.check("queue", queue, MAX_QUEUE);
		return this.reads.read(() -> this.rows.ofQueue(queue, Limits.check(limit)));
	}

}
