package io.computeplatform.benchmarks.report;

import java.time.LocalDate;
import java.util.Map;

/**
 * What is reported.
 *
 * @param date when it was measured
 * @param machine what it was measured on
 * @param rounds how often each number was measured
 * @param brief whether it was only to show that everything works
 * @param results what was measured
 */
public record Report(LocalDate date, Map<String, String> machine, int rounds, boolean brief, Results results) {

}
