package io.computeplatform.internal.store;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.UUID;

import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What PostgreSQL refuses names the constraint, and no value of the row.
 */
@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class ValueFreeExceptionsTests {

	private static final String SECRET = "4012-8888-8888-1881";

	private TestApplication application;

	private Database database;

	@BeforeAll
	void start(TestEnvironment environment) {
		this.application = TestApplication.start(environment, "compute.async.worker.enabled=false");
		this.database = this.application.bean(Database.class);
		JdbcClient jdbc = this.application.bean(JdbcClient.class);
		jdbc.sql("alter table compute.jobs add constraint no_card check (payload::text not like '%4012%')").update();
		jdbc.sql("""
				create table compute.cards (number text unique, holder text not null default 'x',
				  used text, unique (used) deferrable initially deferred)""").update();
		jdbc.sql("""
				create function compute.say() returns trigger language plpgsql as $$
				begin raise exception 'not %', new.number; end $$""").update();
		jdbc.sql("""
				create trigger say before insert on compute.cards for each row when (new.holder = 'nobody')
				execute function compute.say()""").update();
		jdbc.sql("insert into compute.cards (number, used) values ('" + SECRET + "', '" + SECRET + "')").update();
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@Test
	void submitThatAConstraintRefusesTellsNoPayload() {
		Throwable failure = catchThrowable(() -> this.application.submit(new Work(SECRET, 1)));
		assertThat(failure).isInstanceOf(DataIntegrityViolationException.class);
		assertThat(text(failure)).contains("no_card", "23514").doesNotContain("4012");
	}

	@Test
	void duplicateTellsNoKey() {
		Throwable failure = insert("INSERT INTO compute.cards (number) VALUES (:secret)");
		assertThat(failure).isInstanceOf(DuplicateKeyException.class);
		assertThat(text(failure)).contains("cards_number_key", "23505").doesNotContain("4012");
	}

	@Test
	void missingValueTellsNoneOfTheOthers() {
		assertThat(text(insert("INSERT INTO compute.cards (number, holder) VALUES (:secret || '1', NULL)")))
			.contains("holder", "23502")
			.doesNotContain("4012");
	}

	@Test
	void valueThatIsNoneIsNotQuoted() {
		assertThat(text(insert("SELECT :secret::integer"))).contains("22P02").doesNotContain("4012");
		assertThat(text(insert("SELECT ('{\"card\": ' || :secret)::json"))).contains("22P02").doesNotContain("4012");
	}

	@ParameterizedTest
	@ValueSource(strings = { "23514", "JB001", "42501" })
	void triggerWithAStateOfItsOwnIsNotQuoted(String state) {
		this.database.inTransaction(() -> this.database.sql("""
				CREATE OR REPLACE FUNCTION compute.refuse_all() RETURNS trigger LANGUAGE plpgsql AS
				$$ BEGIN RAISE EXCEPTION 'refused: %%', new.number USING errcode = '%s'; END $$""".formatted(state))
			.update());
		this.database.inTransaction(() -> this.database.sql(
				"CREATE TRIGGER refuse_all BEFORE INSERT ON compute.cards FOR EACH ROW EXECUTE FUNCTION compute.refuse_all()")
			.update());
		try {
			assertThat(text(insert("INSERT INTO compute.cards (number, used) VALUES (:secret || '9', '1')")))
				.contains(state)
				.doesNotContain("4012");
		}
		finally {
			this.database.inTransaction(() -> this.database.sql("DROP TRIGGER refuse_all ON compute.cards").update());
		}
	}

	@Test
	void triggerIsNotQuoted() {
		assertThat(text(insert("INSERT INTO compute.cards (number, holder) VALUES (:secret || '2', 'nobody')")))
			.contains("P0001")
			.doesNotContain("4012");
	}

	@Test
	void commitThatAConstraintRefusesTellsNoKey() {
		Throwable failure = insert("INSERT INTO compute.cards (number, used) VALUES (:secret || '3', :secret)");
		assertThat(text(failure)).contains("cards_used_key", "23505").doesNotContain("4012");
	}

	@Test
	void statementThatIsWrongIsStillExplained() {
		assertThat(text(catchThrowable(() -> this.database
			.inTransaction(() -> this.database.sql("SELECT nothing FROM compute.jobs").query(UUID.class).list()))))
			.contains("column \"nothing\" does not exist", "42703");
	}

	private Throwable insert(String statement) {
		return catchThrowable(() -> this.database.inTransaction(() -> {
			var prepared = this.database.sql(statement).param("secret", SECRET);
			return statement.startsWith("SELECT") ? prepared.query().listOfRows() : prepared.update();
		}));
	}

	private static String text(Throwable failure) {
		StringWriter text = new StringWriter();
		failure.printStackTrace(new PrintWriter(text));
		return text.toString();
	}

}
