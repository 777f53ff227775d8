// SPDX-License-Identifier: MIT
// Does regression_csv do what it says? Its coefficients of real data, and its answers to bad files.
//
//     check_regression_csv PROGRAM      with the path of regression_csv
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

namespace {

struct Answer {
    int status;
    std::string out;
    std::string err;
};

std::string content(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream{path}.rdbuf();
    return text.str();
}

Answer run(const std::string& program, const std::string& arguments) {
    const std::string command = "\"" + program + "\" " + arguments + " >check.out 2>check.err";
    const int status = std::system(command.c_str());
    // POSIX systems answer with 256 times the exit status.
    return {status > 255 ? status / 256 : status, content("check.out"), content("check.err")};
}

/// The number after a name at the beginning of a line; NaN if there is none.
double printed(const std::string& page, const std::string& name) {
    std::istringstream lines{page};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words{line};
        std::string first;
        double value = 0;
        if (words >> first >> value && first == name) {
            return value;
        }
    }
    return std::nan("");
}

struct Coefficient {
    const char* file;
    const char* target;
    const char* name;
    double exact;
};

// Least squares in exact fractions, by data/least_squares.py.
const std::vector<Coefficient> coefficients{
    {"cars.csv", "dist", "intercept", -17.579094890510948},
    {"cars.csv", "dist", "speed", 3.9324087591240877},
    {"cars.csv", "dist", "R²", 0.6510793807582509},
    {"cars.csv", "dist", "RMSE", 15.06885599579138},
    {"diabetes.csv", "progression", "intercept", -334.56713851878726},
    {"diabetes.csv", "progression", "age", -0.03636122422362545},
    {"diabetes.csv", "progression", "sex", -22.85964809049839},
    {"diabetes.csv", "progression", "bmi", 5.602962091923705},
    {"diabetes.csv", "progression", "bp", 1.1168079933181905},
    {"diabetes.csv", "progression", "tc", -1.0899963340632408},
    {"diabetes.csv", "progression", "ldl", 0.7464504555142266},
    {"diabetes.csv", "progression", "hdl", 0.37200471508915395},
    {"diabetes.csv", "progression", "tch", 6.533831935990339},
    {"diabetes.csv", "progression", "ltg", 68.4831249647883},
    {"diabetes.csv", "progression", "glu", 0.2801169893215045},
    {"diabetes.csv", "progression", "R²", 0.5177484222203499},
    {"diabetes.csv", "progression", "RMSE", 53.47612876402657},
};

struct BadFile {
    const char* story;
    const char* content;
    const char* says;
};

const std::vector<BadFile> bad_files{
    {"a cell too many", "x,y\n1,2\n3,4,5\n", "bad.csv:3: 3 cells in this row, but 2 columns"},
    {"a cell too few", "x,y\n1\n", "bad.csv:2: 1 cell in this row, but 2 columns"},
    {"a word", "x,y\n1,2\n3,four\n", "bad.csv:3: column 'y': not a number: 'four'"},
    {"a number and more", "x,y\n1,2 m\n", "bad.csv:2: column 'y': not a number: '2 m'"},
    {"NaN", "x,y\n1,2\n\n3,nan\n", "bad.csv:4: column 'y': not a finite number: 'nan'"},
    {"infinity", "x,y\n-inf,2\n", "bad.csv:2: column 'x': not a finite number: '-inf'"},
    {"a number too large", "x,y\n1,1e999\n", "bad.csv:2: column 'y': not a finite number"},
    {"nothing in a cell", "x,y\n1,\n", "bad.csv:2: column 'y' is empty"},
    {"nothing at all", "", "bad.csv: empty"},
    {"names only", "x,y\n", "bad.csv: names, but no rows"},
    {"numbers only", "1,2\n3,4\n", "bad.csv:1: only numbers"},
    {"a name twice", "x,y,x\n1,2,3\n", "bad.csv:1: two columns are named 'x'"},
    {"a column without a name", "x,,y\n1,2,3\n", "bad.csv:1: column 2 has no name"},
    {"an open quote", "x,\"y\n1,2\n", "bad.csv:1: a quote is not closed"},
    {"semicolons", "x;y\n1;2\n", "bad.csv:1: one column, named 'x;y'; cells are separated by"},
    {"no such target", "x,z\n1,2\n", "bad.csv: no column 'y'; the columns are: x, z"},
    {"nothing to predict from", "y\n1\n2\n", "bad.csv: no column besides 'y'"},
    {"a constant target", "x,y\n1,7\n2,7\n3,7\n", "bad.csv: column 'y' is constant"},
    {"nothing but constants", "c,y\n7,2\n7,3\n", "bad.csv: every column besides 'y' is constant"},
    {"a column that follows from another", "x,z,y\n1,2,2\n2,4,3\n3,6,5\n4,8,6\n",
     "bad.csv: column 'z' follows from"},
    {"too few rows", "x,z,y\n1,2,2\n2,3,3\n", "bad.csv: 2 rows are too few for 3 coefficients"},
    {"a number too large to square", "x,y\n1,2\n1e200,3\n3,5\n",
     "bad.csv: column 'x' has numbers too large"},
};

} // namespace

int main(int count, char** words) {
    if (count != 2) {
        std::cerr << "check_regression_csv PROGRAM\n";
        return EXIT_FAILURE;
    }
    const std::string program = words[1];
    int failures = 0;
    const auto check = [&](bool holds, const std::string& what) {
        std::cout << (holds ? "  ok    " : "  FAILS ") << what << '\n';
        failures += holds ? 0 : 1;
    };
    for (const auto& [file, target, name, exact] : coefficients) {
        const std::string path = std::string{DESCENT_DATA "/"} + file;
        const Answer answer = run(program, "\"" + path + "\" " + target);
        const double error = std::abs(printed(answer.out, name) - exact);
        // The gradient falls by 1e8, and the least curvature of the standardised cost is 0.0086.
        check(answer.status == 0 && error <= 2e-5 * std::abs(exact),
              std::string{file} + ", " + name + " as by exact least squares");
    }
    for (const auto& [story, text, says] : bad_files) {
        std::ofstream{"bad.csv"} << text;
        const Answer answer = run(program, "bad.csv y");
        check(answer.status == 2 && answer.out.empty() && answer.err.find(says) == 0, story);
    }
    std::ofstream{"odd.csv"} << "\xEF\xBB\xBF\"x, in m\" , y\r\n 1,\"2\"\r\n+2,3.5e0\r\n\r\n3 ,\t5";
    check(run(program, "odd.csv y").status == 0, "byte order mark, quotes, blanks, returns");
    // 0.1 in every row: no sum of these is a multiple of it. The line through the rest: 3/2 x + 1/3.
    std::ofstream{"constant.csv"} << "x,c,y\n1,0.1,2\n2,0.1,3\n3,0.1,5\n";
    const Answer constant = run(program, "constant.csv y");
    check(constant.status == 0 && constant.out.find("c is constant: left out") != std::string::npos,
          "a constant column is left out and named");
    check(std::abs(printed(constant.out, "x") - 1.5) <= 1e-6 &&
              std::abs(printed(constant.out, "intercept") - 1.0 / 3) <= 1e-6,
          "the coefficients beside a constant column");
    check(run(program, "missing.csv y").err == "missing.csv: no such file\n", "no such file");
    check(run(program, ". y").err == ".: a folder, not a file\n", "a folder");
    check(run(program, "--help").out.find("regression_csv FILE TARGET") == 0, "--help");
    check(run(program, "").status == 2, "no arguments");
    std::cout << failures << " failures\n";
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
