// SPDX-License-Identifier: MIT
// csv::read: the numbers in a comma-separated file, or an error that names the file and the line.
#pragma once

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

namespace csv {

/// What is wrong with a file: `cars.csv:7: column 'dist': not a number: 'abc'`.
class Error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// One name and one column of `values` for each column of the file, rows in the file's order.
struct Table {
    std::string path;
    std::vector<std::string> names;
    Eigen::MatrixXd values;

    /// Which column has this name.
    /// @throws Error, listing the names there are
    Eigen::Index index(const std::string& name) const {
        const auto found = std::find(names.begin(), names.end(), name);
        if (found != names.end()) {
            return found - names.begin();
        }
        std::string list;
        for (const std::string& known : names) {
            list += (list.empty() ? "" : ", ") + known;
        }
        throw Error{path + ": no column '" + name + "'; the columns are: " + list};
    }

    Eigen::VectorXd operator[](const std::string& name) const { return values.col(index(name)); }
};

/// Takes the cell that begins at `at`, and leaves `at` on the comma after it or at the line's end.
///
/// Blanks around a cell do not count. Between double quotes everything does, commas too, and `""`
/// stands for one quote.
inline std::string take_cell(const std::string& line, std::size_t& at, const std::string& where) {
    const auto skip_blanks = [&] {
        at = std::min(line.find_first_not_of(" \t\r", at), line.size());
    };
    skip_blanks();
    if (at == line.size() || line[at] != '"') {
        const std::size_t begin = at;
        at = std::min(line.find(',', at), line.size());
        const std::string cell = line.substr(begin, at - begin);
        return cell.substr(0, cell.find_last_not_of(" \t\r") + 1);
    }
    std::string cell;
    while (true) {
        const std::size_t quote = line.find('"', at + 1);
        if (quote == std::string::npos) {
            throw Error{where + "a quote is not closed on its line"};
        }
        cell += line.substr(at + 1, quote - at - 1);
        at = quote + 1;
        if (line[at] != '"') { // at the line's end this reads the string's closing zero
            break;
        }
        cell += '"';
    }
    skip_blanks();
    if (at < line.size() && line[at] != ',') {
        throw Error{where + "text after a closing quote: '" + line.substr(at) + "'"};
    }
    return cell;
}

inline std::vector<std::string> split(const std::string& line, const std::string& where) {
    if (std::any_of(line.begin(), line.end(), [](unsigned char c) {
            return c < ' ' && c != '\t' && c != '\r'; // nor does any byte of UTF-8 text
        })) {
        throw Error{where + "not plain text; a spreadsheet must be saved as CSV in UTF-8 first"};
    }
    std::vector<std::string> cells;
    for (std::size_t at = 0;; ++at) {
        cells.push_back(take_cell(line, at, where));
        if (at == line.size()) {
            return cells;
        }
    }
}

/// The number that a cell of column `name` holds, written as 12, -0.5 or 1e-3.
inline double number(const std::string& cell, const std::string& where, const std::string& name) {
    char* end = nullptr;
    const double value = std::strtod(cell.c_str(), &end);
    const bool hexadecimal = cell.find_first_of("xX") != std::string::npos;
    if (cell.empty()) {
        throw Error{where + "column '" + name + "' is empty"};
    }
    if (end != cell.c_str() + cell.size() || hexadecimal) {
        throw Error{where + "column '" + name + "': not a number: '" + cell + "'"};
    }
    if (!std::isfinite(value)) {
        throw Error{where + "column '" + name + "': not a finite number: '" + cell + "'"};
    }
    return value;
}

/// Refuses a first line that names no columns, or names them badly.
inline void check_names(const std::vector<std::string>& names, const std::string& where) {
    bool all_numbers = true;
    for (std::size_t j = 0; j < names.size(); ++j) {
        if (names[j].empty()) {
            throw Error{where + "column " + std::to_string(j + 1) + " has no name"};
        }
        if (std::find(names.begin() + static_cast<std::ptrdiff_t>(j) + 1, names.end(), names[j]) !=
            names.end()) {
            throw Error{where + "two columns are named '" + names[j] + "'"};
        }
        char* end = nullptr;
        std::strtod(names[j].c_str(), &end);
        all_numbers = all_numbers && *end == '\0';
    }
    if (all_numbers) {
        throw Error{where + "only numbers; the first line must name the columns"};
    }
    if (names.size() == 1 && names[0].find_first_of(";\t") != std::string::npos) {
        throw Error{where + "one column, named '" + names[0] + "'; cells are separated by commas"};
    }
}

/// Reads a file of comma-separated numbers below one line of column names.
///
/// Blank lines do not count; a byte order mark and carriage returns are left out.
///
/// @throws Error if the file cannot be read, has no rows, or has one that does not fit the names
inline Table read(const std::string& path) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) {
        throw Error{path + ": a folder, not a file"};
    }
    std::ifstream in{path, std::ios::binary};
    if (!in) {
        const bool there = std::filesystem::exists(path, ignored);
        throw Error{path + (there ? ": cannot be opened" : ": no such file")};
    }
    Table table{path, {}, {}};
    std::vector<double> flat;
    std::string line;
    for (std::size_t number_of_line = 1; std::getline(in, line); ++number_of_line) {
        const std::string where = path + ":" + std::to_string(number_of_line) + ": ";
        if (number_of_line == 1 && line.rfind("\xEF\xBB\xBF", 0) == 0) {
            line.erase(0, 3);
        }
        if (line.find_first_not_of(" \t\r") == std::string::npos) {
            continue;
        }
        const std::vector<std::string> cells = split(line, where);
        if (table.names.empty()) {
            check_names(cells, where);
            table.names = cells;
            continue;
        }
        if (cells.size() != table.names.size()) {
            throw Error{where + std::to_string(cells.size()) +
                        (cells.size() == 1 ? " cell" : " cells") + " in this row, but " +
                        std::to_string(table.names.size()) + " columns have a name"};
        }
        for (std::size_t j = 0; j < cells.size(); ++j) {
            flat.push_back(number(cells[j], where, table.names[j]));
        }
    }
    if (in.bad()) {
        throw Error{path + ": cannot be read to its end"};
    }
    if (flat.empty()) {
        throw Error{path + (table.names.empty() ? ": empty" : ": names, but no rows of numbers")};
    }
    const auto columns = static_cast<Eigen::Index>(table.names.size());
    const auto rows = static_cast<Eigen::Index>(flat.size()) / columns;
    table.values = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>::Map(
        flat.data(), rows, columns);
    return table;
}

} // namespace csv
