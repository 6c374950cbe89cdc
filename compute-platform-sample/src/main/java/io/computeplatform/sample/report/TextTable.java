package io.computeplatform.sample.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import com.github.freva.asciitable.OverflowBehaviour;

/**
 * A table for a terminal.
 *
 * @param <R> what a row shows
 */
final class TextTable<R> {

	private static final int MAX_COLUMN_WIDTH = 72;

	private final List<ColumnData<R>> columns = new ArrayList<>();

	TextTable<R> column(String header, Function<R, String> text) {
		this.columns.add(new Column().header(header)
			.headerAlign(HorizontalAlign.LEFT)
			.dataAlign(HorizontalAlign.LEFT)
			.maxWidth(MAX_COLUMN_WIDTH, OverflowBehaviour.NEWLINE)
			.with(text));
		return this;
	}

	String of(List<R> rows) {
		return AsciiTable.getTable(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, rows, this.columns);
	}

}
