package io.computeplatform.benchmarks.report;

import java.time.LocalDate;
import java.util.Map;

/**
 * The content of a report.
 *
 * @param date date of the run
 * @param machine machine and software
 * @param rounds number of rounds
 * @param brief whether it is a short run, which only checks that everything works
 * @param results all readings
 */
public record Report(LocalDate date, Map<String, String> machine, int rounds, boolean brief, Results results) {

}
