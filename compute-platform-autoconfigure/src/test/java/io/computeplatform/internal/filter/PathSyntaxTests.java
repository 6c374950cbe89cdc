package io.computeplatform.internal.filter;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("fast")
class PathSyntaxTests {

	@ParameterizedTest
	@ValueSource(strings = { "$.customer.id == 42", "$.country == \"FR\" && exists($.items[*] ? (@.amount > 100))",
			"$.name starts with \"A\"", "$ == 1", "$[0] != null", "$[last].a[*].b <> true", "$.\"a b\".c <= -1.5e3",
			"  $ . a  ==  1  ", "($.a == 1 || $.b == 2) && $.c == 3", "!($.a == 1)", "!exists($.a)", "exists($.a[*].b)",
			"exists($.a[*] ? (@.b == 1 && @.c starts with \"x\").d)", "$.a == \"&& exists($.** ? (1 == 1)) \\\" \"",
			"$.größe == 1", "$.type == \"x\" && $.size > 3", "$.a == \"\\u00e9\"" })
	void comparisonWithAValueIsAllowed(String path) {
		assertThat(PathSyntax.isAllowed(path)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "exists($.** ? (@ == 1))", "$.**{2 to 5} == 1", "$.a.keyvalue() == 1",
			"$.keyvalue().key == 1", "exists($.** ? (exists($.** ? (exists($.** ? (@ == 1))))))",
			"exists($.a ? (exists(@.b ? (@ == 1))))", "$.a == $.b", "$[*] == $[*]", "exists($[*] ? (@ == $.b))",
			"exists($[*] ? ($[*].a == 1))", "$.a like_regex \"^(a+)+$\"", "$.a.size() > 3", "$.a.type() == \"x\"",
			"$.a.double() == 1", "$.a + 1 == 2", "-$.a == 1", "$[0 to 100000] == 1", "$[0,0,0] == 1", "$[$.a] == 1",
			"$[last - 1] == 1", "strict $.a == 1", "lax $.a == 1", "$.a.datetime() < \"2026-01-01\".datetime()",
			"$.* == 1", "1 == 1", "$", "$.a", "true", "", "($.a == 1) is unknown", "$.a == 1 /* $ */", "$.a == 1; drop",
			"$.a == $x", "(($.a == 1))", "!!exists($.a)",
			"$.a == 1 || $.a == 2 || $.a == 3 || $.a == 4 || $.a == 5 || $.a == 6", "$.a.b.c.d.e.f.g.h.i.j.k == 1",
			"$.a.keyvalue () == 1", "$.\"a\\u0000\" == 1", "exists(exists($.a))", "$.a == 1e400000" })
	void whatMayCostMoreIsRefused(String path) {
		assertThat(PathSyntax.isAllowed(path)).isFalse();
	}

	@Test
	void pathOfAnyLengthIsJudgedAtOnce() {
		assertThat(PathSyntax.isAllowed("$" + ".keyvalue()".repeat(40) + " == 1")).isFalse();
		assertThat(PathSyntax.isAllowed("$.a == 1" + " || $.a == 1".repeat(100_000))).isFalse();
		assertThat(PathSyntax.isAllowed("(".repeat(499))).isFalse();
		assertThat(PathSyntax.isAllowed("$.a == \"" + "\\\\".repeat(244))).isFalse();
		assertThat(PathSyntax.isAllowed("exists($" + "[*]".repeat(10) + " ? (@" + "[*]".repeat(150))).isFalse();
		assertThat(PathSyntax.isAllowed("$.a == \"" + "x".repeat(500) + "\"")).isFalse();
	}

}
